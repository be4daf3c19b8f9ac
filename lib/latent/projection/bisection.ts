/**
 * The positive x at which a monotonic condition turns from true to false, by bisection; x doubles
 * until it is too large once.
 *
 * @param tooSmall the condition: whether x must be larger
 * @param start the first x to try
 */
export function bisect(
  tooSmall: (x: number) => boolean,
  start: number,
  bisections: number,
): number {
  let low = 0, high = Infinity, x = start;
  for (let i = 0; i < bisections; i++) {
    if (tooSmall(x)) low = x;
    else high = x;
    const next = high === Infinity ? 2 * x : (low + high) / 2;
    if (next === x) break; // low and high are neighbouring numbers
    x = next;
  }
  return x;
}
