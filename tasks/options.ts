import { requireInteger } from "../lib/require.ts";

/**
 * The integer that an option of a command is set to.
 *
 * @param name of the option, with its dashes
 * @throws {RangeError} the text is not an integer in `least`–`most`
 */
export function integerOption(name: string, text: string, least = 1, most?: number): number {
  const value = text.trim() === "" ? NaN : Number(text);
  requireInteger(name, Number.isNaN(value) ? text : value, least, most);
  return value;
}
