/** Largest difference, relative to the larger number, of numbers that count as equal. */
const relativeTolerance = 1e-5;
/** Largest difference of numbers that count as equal, however small: float32 around 1 is as exact. */
const absoluteTolerance = 1e-7;

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
    return `gave ${withArticle(kind(mine))}${at}, expected ${withArticle(kind(expected))}`;
  }
  if (mine instanceof Date && expected instanceof Date) {
    return Object.is(mine.getTime(), expected.getTime()) ? undefined : plain;
  }
  if (mine instanceof Map && expected instanceof Map) {
    return entriesDifference(mine, expected, place);
  }
  if (mine instanceof Set && expected instanceof Set) {
    const entries = (set: Set<unknown>) => new Map([...set].map((value) => [value, true]));
    return entriesDifference(entries(mine), entries(expected), place);
  }
  if (typeof mine.dataSync === "function" && typeof expected.dataSync === "function") { // tensors
    return difference(mine.shape, expected.shape, `${place}.shape`) ??
      difference(mine.dataSync(), expected.dataSync(), place);
  }
  if ("length" in expected && mine.length !== expected.length) {
    return `gave ${mine.length} values${at}, expected ${expected.length}`;
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(mine)]);
  if (keys.size === 0 && !hasAllContentInKeys(expected)) {
    return `gave ${withArticle(kind(mine))}${at}, which a check cannot compare`;
  }
  for (const key of keys) {
    const step = "length" in expected ? `[${key}]` : `.${key}`;
    const found = difference(mine[key], expected[key], place + step);
    if (found) return found;
  }
  return undefined;
}

/** The first difference of two maps, whose keys may be in any order. */
function entriesDifference(
  mine: Map<unknown, unknown>,
  expected: Map<unknown, unknown>,
  place: string,
): string | undefined {
  const at = place && ` at ${place}`;
  if (mine.size !== expected.size) {
    return `gave ${mine.size} entries${at}, expected ${expected.size}`;
  }
  const left = new Map(mine);
  for (const [key, value] of expected) {
    const found = left.has(key)
      ? [key]
      : [...left.keys()].filter((other) => difference(other, key) === undefined);
    if (found.length === 0) return `gave no ${short(key)}${at}`;
    const differs = difference(left.get(found[0]), value, `${place}.get(${short(key)})`);
    if (differs) return differs;
    left.delete(found[0]);
  }
  return undefined;
}

function near(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false; // any tolerance relative to ∞ is ∞
  const tolerance = relativeTolerance * Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) <= Math.max(tolerance, absoluteTolerance);
}

/** Whether an object without own keys is empty: of other kinds, such as RegExp, the keys do not have the content. */
function hasAllContentInKeys(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Array.isArray(value) ||
    (ArrayBuffer.isView(value) && "length" in value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function kind(value: object): string {
  return Object.getPrototypeOf(value)?.constructor.name ?? "Object";
}

function withArticle(kind: string): string {
  return `${/^[AEIO]/.test(kind) ? "an" : "a"} ${kind}`;
}

/** A value as text of at most 80 characters. */
export function short(value: unknown): string {
  const text = Deno.inspect(value, { compact: true, breakLength: Infinity, iterableLimit: 8 });
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
