/** Round numbers from `low` to `high`, about `count` of them: steps of 1, 2 or 5 times 10ⁿ. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  // Whichever of 1, 2, 5 and 10 is nearest by ratio: the borders are the geometric means.
  const factor = share >= Math.sqrt(50)
    ? 10
    : share >= Math.sqrt(10)
    ? 5
    : share >= Math.SQRT2
    ? 2
    : 1;
  const step = factor * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from(
    { length: last - first + 1 },
    (_, i) => Number(((first + i) * step).toPrecision(12)),
  );
}

/**
 * 1, 2 and 5 times powers of ten between 10^low and 10^high: the powers alone over more than four of them,
 * and any round numbers where these are too few.
 */
export function logTicks(low: number, high: number): number[] {
  const powers = Array.from(
    { length: Math.ceil(high) - Math.floor(low) + 1 },
    (_, i) => Math.floor(low) + i,
  );
  const factors = high - low > 4 ? [1] : [1, 2, 5];
  const places = powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high);
  return places.length > 1 ? places : ticks(10 ** low, 10 ** high, 5);
}

/** From the least to the greatest value, and a share of their distance more at either end. */
export function padded(values: readonly number[], share: number): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = (high - low || Math.abs(high) || 1) * share;
  return [low - pad, high + pad];
}
