import { precisions } from "../models/mod.ts";
import { isRecord } from "../require.ts";

/** What a field of a row must be. */
export interface Field {
  /** in words, for an error: "text" */
  expected: string;
  /** whether a row may lack it */
  optional?: boolean;
  allows(value: unknown, row: Readonly<Record<string, unknown>>): boolean;
}

/** The fields of a row or of a part of one; a field that is missing here does not compile. */
export type Fields<Row> = { readonly [Name in keyof Required<Row>]: Field };

/** An integer in `least`–`most`. */
export function integer(least: number, most = Infinity): Field {
  const range = most === Infinity ? `of at least ${least}` : `in ${least}–${most}`;
  return {
    expected: `an integer ${range}`,
    allows: (value) => Number.isSafeInteger(value) && inRange(value as number, least, most),
  };
}

/** A finite number in `least`–`most`. */
export function number(least = -Infinity, most = Infinity): Field {
  const range = most < Infinity ? ` in ${least}–${most}` : least > -Infinity ? ` ≥ ${least}` : "";
  return {
    expected: `a finite number${range}`,
    allows: (value) => Number.isFinite(value) && inRange(value as number, least, most),
  };
}

// JSON has −0, which is no other number but not the same bits.
function inRange(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && !Object.is(value, -0);
}

/** A text that matches a pattern. */
export function text(expected: string, pattern: RegExp): Field {
  return { expected, allows: (value) => typeof value === "string" && pattern.test(value) };
}

/** One of a few texts. */
export function oneOf(choices: readonly string[]): Field {
  return {
    expected: `one of ${choices.join(", ")}`,
    allows: (value) => choices.includes(value as string),
  };
}

/** A field that a row may lack. */
export function optional(field: Field): Field {
  return { ...field, optional: true };
}

/** A field that must also agree with the others of its row. */
export function agreeing(
  field: Field,
  expected: string,
  agrees: (value: never, row: Readonly<Record<string, unknown>>) => boolean,
): Field {
  return {
    ...field,
    expected: `${field.expected} ${expected}`,
    allows: (value, row) => field.allows(value, row) && agrees(value as never, row),
  };
}

/** The saved weights of a row. */
export const savedWeights: Field = record({
  precision: oneOf(precisions),
  bytes: integer(1),
  bce: number(0),
  mse: number(0),
});

function record(fields: Readonly<Record<string, Field>>): Field {
  const parts = Object.entries(fields).map(([name, { expected }]) => `${name}: ${expected}`);
  return {
    expected: `{ ${parts.join(", ")} }`,
    allows: (value) => isRecord(value) && fieldError(value, fields) === undefined,
  };
}

/** What is wrong with the fields of an object, in one line; undefined if nothing is. */
export function fieldError(
  row: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Field>>,
): string | undefined {
  for (const [name, { expected, optional = false, allows }] of Object.entries(fields)) {
    const value = row[name];
    if (value === undefined && optional || allows(value, row)) continue;
    return `${name} must be ${expected}, got ${shown(value)}`;
  }
  const unknown = Object.keys(row).find((name) =>
    row[name] !== undefined && !Object.hasOwn(fields, name)
  );
  if (unknown === undefined) return undefined;
  return `${shown(unknown)} is not a field of a row; the fields are ${
    Object.keys(fields).join(", ")
  }`;
}

/** A value of a file as an error shows it: in one line, and not all of a long one. */
export function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? "nothing";
  const line = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "�");
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
