/** The value of an environment variable; undefined if it is unset, empty or may not be read. */
export function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name) || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/**
 * Whether a variable is 1, not 0.
 *
 * @throws {RangeError} it is something else
 */
export function readSwitch(name: string, otherwise: boolean): boolean {
  const value = readVariable(name);
  if (value === undefined) return otherwise;
  if (value === "0" || value === "1") return value === "1";
  throw new RangeError(`${name} must be 0 or 1, got "${value}"`);
}
