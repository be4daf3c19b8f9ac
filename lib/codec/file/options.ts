/** @throws {TypeError} `options` has a property that is not one of `known` */
export function requireOptions(options: object, known: readonly string[]): void {
  const other = Object.keys(options).find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new TypeError(`options are ${known.join(", ")}; got "${other}"`);
}
