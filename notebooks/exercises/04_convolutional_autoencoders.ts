import { exercise } from "@autoencoders/course";

/** Add the scaled window at each position. */
function transposed(line: number[], window: number[], stride: number): number[] {
  const output = new Array(stride * (line.length - 1) + window.length).fill(0);
  line.forEach((value, i) => {
    window.forEach((weight, j) => output[i * stride + j] += value * weight);
  });
  return output;
}

/** One window per pair of channel and filter; one weight per pair of numbers. */
function weights(kernel: number, channels: number, filters: number, side: number): number[] {
  const inputs = side * side * channels, outputs = side * side * filters;
  return [filters * (kernel ** 2 * channels + 1), outputs * (inputs + 1)];
}

export default [
  exercise(transposed, {
    hint: "start with zeros, stride · (n − 1) + window.length of them, and add; never assign",
    reference: (line, window, stride) =>
      Array.from(
        { length: stride * (line.length - 1) + window.length },
        (_, position) =>
          line.reduce((sum, value, i) => sum + value * (window[position - i * stride] ?? 0), 0),
      ),
    cases: () => [
      [[1, 0, 2], [1, 5, 1], 2],
      [[1, 2, 3], [1, 1, 1, 1], 2],
      [[4], [1, 2], 3],
      [[1, 1], [1, 1], 3],
    ],
    wrong: {
      "overlaps overwrite instead of adding up": (line, window, stride) => {
        const output = new Array(stride * (line.length - 1) + window.length).fill(0);
        line.forEach((value, i) =>
          window.forEach((weight, j) => output[i * stride + j] = value * weight)
        );
        return output;
      },
      "one step, whatever the stride": (line, window) => transposed(line, window, 1),
      "as long as the line times the stride": (line, window, stride) =>
        transposed(line, window, stride).slice(0, line.length * stride),
      "turns the window round": (line, window, stride) =>
        transposed(line, window.toReversed(), stride),
    },
  }),
  exercise(weights, {
    hint: "each filter has a window over all channels and one bias, however large the image is",
    reference: (kernel, channels, filters, side) => {
      let convolution = 0;
      for (let f = 0; f < filters; f++) convolution += kernel * kernel * channels + 1;
      let dense = 0;
      for (let f = 0; f < filters * side * side; f++) dense += side * side * channels + 1;
      return [convolution, dense];
    },
    cases: () => [[3, 1, 16, 28], [3, 16, 32, 14], [4, 8, 1, 28], [1, 2, 3, 4]],
    wrong: {
      "no biases": (kernel, channels, filters, side) => [
        kernel ** 2 * channels * filters,
        side ** 4 * channels * filters,
      ],
      "one window for all channels": (kernel, channels, filters, side) => [
        filters * (kernel ** 2 + 1),
        weights(kernel, channels, filters, side)[1],
      ],
      "a bias for each weight of a window": (kernel, channels, filters, side) => [
        filters * (kernel ** 2 + 1) * channels,
        weights(kernel, channels, filters, side)[1],
      ],
      "the convolution's weights at each position": (kernel, channels, filters, side) => [
        side ** 2 * filters * (kernel ** 2 * channels + 1),
        weights(kernel, channels, filters, side)[1],
      ],
    },
  }),
];
