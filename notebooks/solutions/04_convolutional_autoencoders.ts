/** Exercise 1: walk over the line and paint. */
export function transposed(line: number[], window: number[], stride: number): number[] {
  const painted = new Array(stride * (line.length - 1) + window.length).fill(0);
  line.forEach((value, i) => {
    window.forEach((weight, j) => painted[i * stride + j] += value * weight);
  });
  return painted;
}

/** Exercise 2: a window for each pair of channel and filter, against a weight for each pair of numbers. */
export function weights(kernel: number, channels: number, filters: number, side: number): number[] {
  const going = side * side * channels, coming = side * side * filters;
  return [filters * (kernel ** 2 * channels + 1), coming * (going + 1)];
}
