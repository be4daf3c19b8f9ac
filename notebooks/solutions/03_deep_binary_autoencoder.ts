/** Exercise 1: a unit is dead where its largest absolute value is zero. */
export function deadUnits(codes: number[][]): number[] {
  const largest = codes[0].map(() => 0);
  for (const code of codes) {
    code.forEach((value, unit) => largest[unit] = Math.max(largest[unit], Math.abs(value)));
  }
  return [...largest.keys()].filter((unit) => largest[unit] === 0);
}

/** Exercise 2: between layers of a and b units there are a · b weights and b biases. */
export function parameters(pixels: number, widths: number[], latent: number): number {
  const encoder = [pixels, ...widths, latent];
  const layers = [...encoder, ...encoder.toReversed().slice(1)];
  return layers.slice(1).reduce((sum, units, i) => sum + (layers[i] + 1) * units, 0);
}
