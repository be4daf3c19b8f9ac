/** Exercise 1: add the scaled window at each position. */
export function transposed(line: number[], window: number[], stride: number): number[] {
  const output = new Array(stride * (line.length - 1) + window.length).fill(0);
  line.forEach((value, i) => {
    window.forEach((weight, j) => output[i * stride + j] += value * weight);
  });
  return output;
}

/** Exercise 2: one window per pair of channel and filter; one weight per pair of numbers. */
export function weights(kernel: number, channels: number, filters: number, side: number): number[] {
  const inputs = side * side * channels, outputs = side * side * filters;
  return [filters * (kernel ** 2 * channels + 1), outputs * (inputs + 1)];
}
