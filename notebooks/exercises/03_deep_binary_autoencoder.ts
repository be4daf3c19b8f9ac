import { exercise } from "@autoencoders/course";

/** A unit is dead where its largest absolute value is zero. */
function deadUnits(codes: number[][]): number[] {
  const largest = codes[0].map(() => 0);
  for (const code of codes) {
    code.forEach((value, unit) => largest[unit] = Math.max(largest[unit], Math.abs(value)));
  }
  return [...largest.keys()].filter((unit) => largest[unit] === 0);
}

/** Between layers of a and b units there are a · b weights and b biases. */
function parameters(pixels: number, widths: number[], latent: number): number {
  const encoder = [pixels, ...widths, latent];
  const layers = [...encoder, ...encoder.toReversed().slice(1)];
  return layers.slice(1).reduce((sum, units, i) => sum + (layers[i] + 1) * units, 0);
}

export default [
  exercise(deadUnits, {
    hint: "a unit is dead if every image leaves it at zero, not if its values add up to zero",
    reference: (codes) =>
      codes[0].map((_, unit) => unit).filter((unit) => codes.every((code) => code[unit] === 0)),
    cases: () => [
      [[[0, 1, 0], [0, 2, 0]]],
      [[[0, 0], [3, 0]]],
      [[[1, 0, 2], [-1, 0, -2]]],
      [[[1, 2]]],
      [[[0, -1], [0, 0]]],
    ],
    wrong: {
      "the column adds up to zero": (codes) =>
        [...codes[0].keys()].filter((unit) =>
          codes.reduce((sum, code) => sum + code[unit], 0) === 0
        ),
      "looks at the first image only": (codes) =>
        [...codes[0].keys()].filter((unit) => codes[0][unit] === 0),
      "zero for any image, not for all": (codes) =>
        [...codes[0].keys()].filter((unit) => codes.some((code) => code[unit] === 0)),
      "never above zero": (codes) =>
        [...codes[0].keys()].filter((unit) => codes.every((code) => code[unit] <= 0)),
      "counted from 1": (codes) => deadUnits(codes).map((unit) => unit + 1),
    },
  }),
  exercise(parameters, {
    hint: "write the units of all layers in a line, image to image; each layer has one bias a unit",
    reference: (pixels, widths, latent) => {
      const layers = [pixels, ...widths, latent, ...widths.toReversed(), pixels];
      let sum = 0;
      for (let i = 1; i < layers.length; i++) sum += layers[i - 1] * layers[i] + layers[i];
      return sum;
    },
    cases: () => [[784, [512, 256, 128], 32], [784, [], 32], [16, [8], 2]],
    wrong: {
      "no biases": (pixels, widths, latent) => {
        const layers = [pixels, ...widths, latent];
        return 2 * layers.slice(1).reduce((sum, units, i) => sum + layers[i] * units, 0);
      },
      "the encoder only": (pixels, widths, latent) => {
        const layers = [pixels, ...widths, latent];
        return layers.slice(1).reduce((sum, units, i) => sum + (layers[i] + 1) * units, 0);
      },
      "twice the encoder, whose biases are fewer": (pixels, widths, latent) => {
        const layers = [pixels, ...widths, latent];
        return 2 * layers.slice(1).reduce((sum, units, i) => sum + (layers[i] + 1) * units, 0);
      },
      "a decoder that does not mirror": (pixels, widths, latent) => {
        const layers = [pixels, ...widths, latent, ...widths, pixels];
        return layers.slice(1).reduce((sum, units, i) => sum + (layers[i] + 1) * units, 0);
      },
    },
  }),
];
