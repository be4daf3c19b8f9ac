import { createHash } from "node:crypto";
import { ByteCursor, type ByteSource, hex } from "./bytes.ts";
import { type FileHeader, MAGIC } from "./header.ts";

/** Where a group is in a file. */
export interface GroupPlace {
  /** its first image */
  first: number;
  /** its images */
  count: number;
  /** its first byte, and the byte after the last */
  start: number;
  end: number;
}

/** Where the groups of a file are. */
export interface Layout {
  groups: GroupPlace[];
  /** images of the file, as its end says; undefined if the end is missing or damaged */
  count?: number;
  /** what is wrong with the file as a whole, if anything */
  problem?: string;
}

/** Of the end of a file: the length of the index, the hash, the reversed magic number. */
const END_BYTES = 4 + 32 + MAGIC.length;
const REVERSED = hex(MAGIC.toReversed());

/**
 * The layout by the index at the end of the file; from group to group if that is missing or does not agree
 * with the groups. Where both are damaged, what gives more groups.
 */
export function layoutOf(source: ByteSource, header: FileHeader, start: number): Layout {
  const indexed = byIndex(source, header, start);
  if (indexed?.groups.every((place) => agrees(source, header, place))) return indexed;
  const walked = byWalking(source, header, start);
  return indexed && indexed.groups.length > walked.groups.length ? indexed : walked;
}

/** Whether the head of a group says what the index says of it. */
function agrees(
  source: ByteSource,
  header: FileHeader,
  { start, end, count }: GroupPlace,
): boolean {
  try {
    const cursor = new ByteCursor(source, start, end), head = readHead(cursor, header);
    return head?.count === count && cursor.left === 4 + head.length;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function byIndex(source: ByteSource, header: FileHeader, start: number): Layout | undefined {
  const { size } = source, endsAt = size - END_BYTES;
  if (endsAt < start || hex(source.read(size - MAGIC.length, size)) !== REVERSED) return;
  try {
    const length = new ByteCursor(source, endsAt).uint32();
    if (length > endsAt - start) return;
    const cursor = new ByteCursor(source, endsAt - length, endsAt);
    const indexAt = cursor.at, groups: GroupPlace[] = [];
    if (cursor.integer() !== 0) return;
    const count = cursor.integer();
    for (let i = 0, at = start; i < count; i++) {
      const end = at + cursor.integer();
      if (end > indexAt) return;
      groups.push({ first: i * header.groupSize, count: header.groupSize, start: at, end });
      at = end;
    }
    const images = cursor.integer(), last = groups.at(-1);
    if (cursor.left > 0 || last?.end !== indexAt) return;
    last.count = images - last.first;
    if (last.count < 1 || last.count > header.groupSize) return;
    if (header.count > 0 && images !== header.count) return;
    return { groups, count: images };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
}

function byWalking(source: ByteSource, header: FileHeader, start: number): Layout {
  const groups: GroupPlace[] = [], cursor = new ByteCursor(source, start);
  for (;;) {
    // not the sum of the counts: one that is damaged must not move the groups after it
    const at = cursor.at, first = groups.length * header.groupSize;
    try {
      const head = readHead(cursor, header);
      if (head === undefined) return { groups, problem: endProblem(source, cursor) };
      if (header.count > 0 && first + head.count > header.count) {
        throw new SyntaxError(
          `${head.count} images follow, the header says ${header.count} in all`,
        );
      }
      cursor.take(4);
      const missing = head.length - cursor.left;
      if (missing > 0) {
        const last = first + head.count - 1;
        return {
          groups,
          problem: `it ends in group ${groups.length} (images ${first}–${last}), ` +
            `${missing} bytes too early`,
        };
      }
      cursor.at += head.length;
      groups.push({ first, count: head.count, start: at, end: cursor.at });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const where = first === 0 ? "in its first group" : `after image ${first - 1}`;
      return { groups, problem: `it is cut or damaged ${where}: ${error.message}` };
    }
  }
}

/** What follows the groups, where the index should be. */
function endProblem(source: ByteSource, cursor: ByteCursor): string {
  const from = cursor.at;
  const rest = source.read(from, Math.min(source.size, from + 2 ** 20));
  const first = MAGIC[MAGIC.length - 1];
  const magic = rest.findIndex((byte, i) =>
    byte === first && hex(rest.subarray(i, i + MAGIC.length)) === REVERSED
  );
  const left = magic < 0 ? 0 : source.size - from - magic - MAGIC.length;
  return left > 0 ? `${left} bytes follow its end` : "its index is cut or damaged";
}

/** The head of a group; undefined for the 0 that ends the groups. */
export function readHead(
  cursor: ByteCursor,
  header: FileHeader,
): { length: number; count: number } | undefined {
  const value = cursor.integer();
  if (value === 0) return;
  const short = value % 2 === 1, length = (value - (short ? 1 : 0)) / 2;
  const count = short ? cursor.integer() : header.groupSize;
  if (count < 1 || count > header.groupSize || (short && count === header.groupSize)) {
    throw new SyntaxError(`a group of ${count} images, where ${header.groupSize} is the most`);
  }
  return { length, count };
}

/** Whether the bytes before the hash at the end have that hash. */
export function hashHolds(source: ByteSource): boolean {
  const end = source.size - MAGIC.length - 32, hash = createHash("sha256");
  for (let at = 0; at < end; at += 2 ** 20) {
    hash.update(source.read(at, Math.min(end, at + 2 ** 20)));
  }
  return hex(new Uint8Array(hash.digest())) === hex(source.read(end, end + 32));
}
