import { type ResultRow, withRow } from "@autoencoders";

/**
 * Whether a new row's weights are kept: those of one seed are, the first that was trained in full, and
 * until then the first that was trained at all.
 */
export function keepsWeights(rows: readonly ResultRow[], row: ResultRow): boolean {
  const others = rows.filter(({ name }) => name === row.name);
  if (row.reduced && others.some(({ reduced }) => !reduced)) return false;
  const before = others.find(({ kept }) => kept);
  return !before || before.seed === row.seed || Boolean(before.reduced) && !row.reduced;
}

/**
 * Whether a new row's network is the one in the picture: the lowest seed's of those trained in full,
 * and until there are any the lowest seed's of the others.
 */
export function givesPicture(rows: readonly ResultRow[], row: ResultRow): boolean {
  const all = withRow(rows, row).filter(({ name }) => name === row.name);
  const full = all.filter(({ reduced }) => !reduced);
  const [first] = (full.length > 0 ? full : all).toSorted((a, b) => a.seed! - b.seed!);
  return first === row;
}
