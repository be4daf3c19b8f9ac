/** Largest difference between numbers that count as equal: absolute below 1, else relative. */
const tolerance = 1e-5;

/** The first difference of two values, as text; `undefined` if they are equal. */
export function difference(mine: unknown, expected: unknown, place = ""): string | undefined {
  const at = place && ` at ${place}`;
  const plain = `gave ${short(mine)}${at}, expected ${short(expected)}`;
  if (typeof mine === "number" && typeof expected === "number") {
    return near(mine, expected) ? undefined : plain;
  }
  if (Object.is(mine, expected)) return undefined;
  if (!isObject(mine) || !isObject(expected)) return plain;
  if (kind(mine) !== kind(expected)) {
    return `gave a ${kind(mine)}${at}, expected a ${kind(expected)}`;
  }
  if (typeof mine.dataSync === "function" && typeof expected.dataSync === "function") { // tensors
    return difference(mine.shape, expected.shape, `${place}.shape`) ??
      difference(mine.dataSync(), expected.dataSync(), place);
  }
  if ("length" in expected && mine.length !== expected.length) {
    return `gave ${mine.length} values${at}, expected ${expected.length}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(mine)])) {
    const step = "length" in expected ? `[${key}]` : `.${key}`;
    const found = difference(mine[key], expected[key], place + step);
    if (found) return found;
  }
  return undefined;
}

function near(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false; // any tolerance relative to ∞ is ∞
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function kind(value: object): string {
  return value.constructor?.name ?? "plain object";
}

/** A value as text of at most 80 characters. */
export function short(value: unknown): string {
  const text = Deno.inspect(value, { compact: true, breakLength: Infinity, iterableLimit: 8 });
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
