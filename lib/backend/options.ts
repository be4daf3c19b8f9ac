/**
 * Refuses options that do not exist, such as misspelt ones, which would otherwise have no effect.
 *
 * @param known has every option as a key; leaving one out does not compile
 * @throws {TypeError} `options` is not an object
 * @throws {RangeError} it has another key; the message has the known ones
 */
export function requireKnown<Options extends object>(
  name: string,
  options: Options,
  known: Record<keyof NoInfer<Options>, true>,
): void {
  if (Object.prototype.toString.call(options) !== "[object Object]") {
    throw new TypeError(`${name}: options must be an object, got ${options}`);
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return;
  const names = Object.keys(known).join(", ");
  throw new RangeError(`${name}: unknown option ${unknown}. Known options: ${names}`);
}
