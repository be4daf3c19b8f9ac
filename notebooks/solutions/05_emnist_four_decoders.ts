/** Exercise 1: doubled from the strided layer on. */
export function sides(start: number, stridedLayer: number): number[] {
  return [1, 2, 3, 4, 5].map((layer) => start * (layer >= stridedLayer ? 2 : 1));
}

/** Exercise 2: keep the others. */
export function without(codes: number[][], dead: number[]): number[][] {
  return codes.map((code) => code.filter((_, unit) => !dead.includes(unit)));
}
