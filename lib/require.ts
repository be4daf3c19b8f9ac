/**
 * Argument checks. The error message has the argument's name, what was expected and what was given.
 */

/** @throws {RangeError} `value` is not an integer in `least`–`most` */
export function requireInteger(
  name: string,
  value: unknown,
  least = 1,
  most = Infinity,
): asserts value is number {
  if (Number.isSafeInteger(value) && value as number >= least && value as number <= most) return;
  const range = most === Infinity ? `of at least ${least}` : `in ${least}–${most}`;
  const expected = most === least ? `${least}` : `an integer ${range}`;
  throw new RangeError(`${name} must be ${expected}, got ${shown(value)}`);
}

/**
 * The check of a number that depends on how many points there are, such as that of neighbours.
 *
 * @param most the largest value that so many points allow
 * @throws {RangeError} so many points allow none, or `value` is not an integer in `least`–`most`
 */
export function requireForPoints(
  name: string,
  value: unknown,
  points: number,
  most: number,
  least = 1,
): asserts value is number {
  const given = `${points} ${points === 1 ? "point" : "points"}`;
  if (most < least) {
    throw new RangeError(
      `${name}: ${given} ${points === 1 ? "is" : "are"} too few, give more points`,
    );
  }
  requireInteger(`${name} of ${given}`, value, least, most);
}

/** @throws {TypeError} `value` is not a number */
export function requireNumber(name: string, value: unknown): asserts value is number {
  if (typeof value !== "number") {
    throw new TypeError(`${name} must be a number, got ${shown(value)}`);
  }
}

/**
 * @throws {TypeError} `value` is not a number
 * @throws {RangeError} `value` is not in `least`–`most`
 */
export function requireInRange(name: string, value: unknown, least: number, most = Infinity): void {
  requireNumber(name, value);
  if (value >= least && value <= most) return;
  const expected = most === Infinity ? `at least ${least}` : `in ${least}–${most}`;
  throw new RangeError(`${name} must be ${expected}, got ${value}`);
}

/** @throws {RangeError} `list` is not an array of `length` entries */
export function requireLength(name: string, list: readonly unknown[], length: number): void {
  if (!Array.isArray(list) || list.length !== length) {
    throw new RangeError(`${name} must have ${length} entries, got ${shown(list)}`);
  }
}

/** @throws {RangeError} `value` is not one of `choices` */
export function requireOneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    const got = typeof value === "string" ? value : shown(value);
    throw new RangeError(`${name} must be one of ${choices.join(", ")}, got ${got}`);
  }
}

/** Whether `value` is an object with properties by name, as JSON has it: not null and not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws {TypeError} `value` is not an object, or is an array */
export function requireRecord(
  name: string,
  value: unknown,
): asserts value is Record<string, unknown> {
  if (!isRecord(value)) throw new TypeError(`${name} must be an object, got ${shown(value)}`);
}

/**
 * Refuses options that do not exist, such as misspelt ones, which would otherwise have no effect.
 *
 * @param name whose options they are, for the message
 * @param known has every option as a key; leaving one out does not compile. A value like "text" is the
 * kind that the option must be of, and is checked
 * @throws {TypeError} `options` is not a plain object, or an option is of another kind
 * @throws {RangeError} it has another key; the message has the known ones, and the nearest if it is near
 */
export function requireKnown<Options extends object>(
  name: string,
  options: Options,
  known: Record<keyof NoInfer<Options>, unknown>,
): void {
  const names = Object.keys(known);
  if (!isPlain(options)) {
    const got = isRecord(options) ? `an instance of ${options.constructor?.name}` : shown(options);
    throw new TypeError(`${name}: options must be an object like { ${names[0]}: … }, got ${got}`);
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) {
    for (const [key, value] of Object.entries(options)) {
      const kind = kinds[known[key as keyof Options] as string];
      if (value !== undefined) kind?.(`${name}: ${key}`, value);
    }
    return;
  }
  const meant = synonyms[unknown];
  const nearest = names.map((option) => ({ option, edits: editsBetween(unknown, option) }))
    .reduce((a, b) => b.edits < a.edits ? b : a);
  const near = nearest.edits <= Math.ceil(unknown.length / 3) ? nearest.option : undefined;
  const option = near ?? (names.includes(meant) ? meant : undefined);
  const hint = option ? `, did you mean ${option}?` : ".";
  throw new RangeError(
    `${name}: unknown option ${unknown}${hint} Known options: ${names.join(", ")}`,
  );
}

/** What other libraries call an option. */
const synonyms: Record<string, string> = {
  ...{ hidden: "widths", layers: "widths", units: "widths", hiddenDims: "widths" },
  ...{ bottleneck: "latent", codeSize: "latent", dim: "latent", encodingDim: "latent" },
  ...{ callbacks: "monitor", validationData: "validation", criterion: "loss", noise: "corrupt" },
};

/** The kinds of options that a table of {@linkcode requireKnown} can ask for. */
const kinds: Record<string, ((name: string, value: unknown) => void) | undefined> = {
  text: requireString,
  number: requireNumber,
  boolean: requireBoolean,
  function: requireFunction,
  list: requireList,
  array: requireArray,
  object: requireRecord,
};

/** Whether `value` is an object as `{ … }` makes it, not an instance of a class. */
export function isPlain(value: unknown): boolean {
  const prototype = isRecord(value) ? Object.getPrototypeOf(value) : undefined;
  return prototype === null ||
    prototype !== undefined && Object.getPrototypeOf(prototype) === null;
}

/** The options of each kind of a union of specs, by its kind: leaving one out does not compile. */
export type KnownByKind<Spec extends Record<Tag, string>, Tag extends string> = {
  readonly [Kind in Spec[Tag]]: Record<KeysOfKind<Spec, Tag, Kind>, true>;
};

type KeysOfKind<Spec, Tag extends string, Kind> = Spec extends Record<Tag, infer Kinds>
  ? Kind extends Kinds ? keyof Spec : never
  : never;

/** 0 for the initials of an option: "lr" is learningRate. */
function editsBetween(unknown: string, option: string): number {
  const initials = option[0] + option.replace(/[^A-Z]/g, "").toLowerCase();
  return initials.length > 1 && unknown === initials ? 0 : editDistance(unknown, option);
}

/** Letters to insert, delete or replace to turn one name into the other (Levenshtein), case ignored. */
function editDistance(from: string, to: string): number {
  const a = from.toLowerCase(), b = to.toLowerCase();
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = before[j - 1] + Number(a[i - 1] !== b[j - 1]);
      row.push(Math.min(before[j] + 1, row[j - 1] + 1, replaced));
    }
    before = row;
  }
  return before[b.length];
}

/** @throws {TypeError} `value` is not an array */
export function requireArray(name: string, value: unknown): asserts value is unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be an array, got ${kindOf(value)}`);
}

/** @throws {TypeError} `value` is not an array or another list with a length */
export function requireList(name: string, value: unknown): asserts value is ArrayLike<unknown> {
  if (typeof value === "object" && (value as ArrayLike<unknown> | null)?.length! >= 0) return;
  throw new TypeError(`${name} must be an array, got ${kindOf(value)}`);
}

/** @throws {TypeError} `value` is not a string */
export function requireString(name: string, value: unknown): asserts value is string {
  if (typeof value !== "string") {
    throw new TypeError(`${name} must be a string, got ${kindOf(value)}`);
  }
}

/** @throws {TypeError} `value` is not true or false */
export function requireBoolean(name: string, value: unknown): asserts value is boolean {
  if (typeof value !== "boolean") {
    throw new TypeError(`${name} must be true or false, got ${shown(value)}`);
  }
}

/** @throws {TypeError} `signal` is given and not an AbortSignal */
export function requireSignal(signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new TypeError(`signal must be an AbortSignal, got ${kindOf(signal)}`);
}

/** @throws {TypeError} `value` is not a function */
export function requireFunction(name: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new TypeError(`${name} must be a function, got ${kindOf(value)}`);
}

/**
 * @param member that such an object has
 * @param from what gives such an object, for the message: "evaluate()"
 * @throws {TypeError} `value` has no such member
 */
export function requireMember(name: string, value: unknown, member: string, from: string): void {
  if (isRecord(value) && value[member] !== undefined) return;
  throw new TypeError(`${name} must be from ${from}, got ${kindOf(value)}`);
}

/** The kind of a value as shown in an error message: "a Float32Array", "an Array", "5", "undefined". */
export function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return shown(value);
  const name = value.constructor?.name ?? "Object";
  const hint = value instanceof Promise ? ", whose await is missing" : "";
  return `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}${hint}`;
}

/** A value as shown in an error message: strings are quoted. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? Deno.inspect(value) : String(value);
}

/**
 * Whether an environment variable is 1; not if it is 0, empty or unset.
 *
 * @throws {RangeError} it is something else
 */
export function isSwitchedOn(variable: string): boolean {
  const value = Deno.env.get(variable) || "0";
  if (value === "0" || value === "1") return value === "1";
  throw new RangeError(`${variable} must be 0 or 1, got "${value}"`);
}
