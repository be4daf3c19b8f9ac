/** @throws {TypeError} `value` is not a number; the message names it */
export function requireNumber(name: string, value: unknown): void {
  if (typeof value === "number") return;
  const got = typeof value === "string" ? JSON.stringify(value) : `${value}`;
  throw new TypeError(`${name} must be a number, got ${got}`);
}
