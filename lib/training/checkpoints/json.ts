/** JSON in which NaN and ±Infinity, which it lacks, are written as {"notFinite": "NaN"}. */
export function formatJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_name, part: unknown) =>
      typeof part === "number" && !Number.isFinite(part) ? { notFinite: `${part}` } : part,
  );
}

/** Reads what {@linkcode formatJson} wrote. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_name, part: unknown) => {
    const { notFinite } = Object(part);
    return notFinite === undefined ? part : Number(notFinite);
  });
}
