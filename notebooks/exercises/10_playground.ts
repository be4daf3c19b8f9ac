import { exercise } from "@autoencoders/course";

/** Count the steps from the smallest value, round, and go back. */
function quantise(values: number[], levels: number): number[] {
  const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
  return values.map((value) => low + Math.round((value - low) / step) * step);
}

/** One scale for each unit: its largest weight becomes 2^(bits − 1) − 1. */
function quantiseUnits(units: number[][], bits: number): number[][] {
  const most = 2 ** (bits - 1) - 1;
  return units.map((weights) => {
    const scale = Math.max(...weights.map(Math.abs)) / most;
    return weights.map((weight) => scale === 0 ? 0 : Math.round(weight / scale));
  });
}

/** The mean of the positions, each weighted by its ink. */
function centreOfInk(pixels: number[], width: number): number[] {
  let ink = 0, across = 0, down = 0;
  for (const [i, value] of pixels.entries()) {
    ink += value;
    across += value * (i % width);
    down += value * Math.floor(i / width);
  }
  return [across / ink, down / ink];
}

export default [
  exercise(quantise, {
    hint: "between `levels` numbers there are levels − 1 steps; count them from the smallest value",
    reference: (values, levels) => {
      const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
      const steps = Array.from({ length: levels }, (_, i) => low + i * step);
      return values.map((v) =>
        steps.reduce((best, s) => Math.abs(s - v) < Math.abs(best - v) ? s : best)
      );
    },
    cases: () => [[[0, 0.2, 0.9, 1], 2], [[-1, -0.4, 0.3, 1], 5], [[0, 10, 4], 11], [
      [1.3, 3.3, 2.1],
      3,
    ]],
    wrong: {
      "as many steps as levels": (values, levels) => quantise(values, levels + 1),
      "counts from zero": (values, levels) => {
        const step = (Math.max(...values) - Math.min(...values)) / (levels - 1);
        return values.map((value) => Math.round(value / step) * step);
      },
      "rounds down": (values, levels) => {
        const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
        return values.map((value) => low + Math.floor((value - low) / step) * step);
      },
      "the numbers of the steps": (values, levels) => {
        const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
        return values.map((value) => Math.round((value - low) / step));
      },
    },
  }),
  exercise(quantiseUnits, {
    hint: "each unit has its own scale, by its largest absolute weight; a unit of zeros stays zero",
    reference: (units, bits) => {
      const result: number[][] = [];
      for (const weights of units) {
        let largest = 0;
        for (const weight of weights) largest = Math.max(largest, weight, -weight);
        const steps = (2 ** bits - 2) / 2; // on each side of 0
        result.push(weights.map((weight) => largest ? Math.round(weight * steps / largest) : 0));
      }
      return result;
    },
    cases: () => [
      [[[0.5, -1, 0.25]], 8],
      [[[1, -1], [0.01, 0.004]], 8],
      [[[-3, 2, 1], [0, 0, 0]], 4],
    ],
    wrong: {
      "one scale for all units": (units, bits) => {
        const largest = Math.max(...units.flat().map(Math.abs)), most = 2 ** (bits - 1) - 1;
        return units.map((weights) => weights.map((w) => Math.round(w / largest * most)));
      },
      "the largest weight, not the largest absolute weight": (units, bits) =>
        units.map((weights) => {
          const largest = Math.max(...weights), most = 2 ** (bits - 1) - 1;
          return weights.map((w) => largest === 0 ? 0 : Math.round(w / largest * most));
        }),
      "NaN for a unit of zeros": (units, bits) =>
        units.map((weights) => {
          const largest = Math.max(...weights.map(Math.abs)), most = 2 ** (bits - 1) - 1;
          return weights.map((w) => Math.round(w / largest * most));
        }),
      "as many steps as values": (units, bits) =>
        units.map((weights) => {
          const largest = Math.max(...weights.map(Math.abs)) || 1;
          return weights.map((w) => Math.round(w / largest * 2 ** (bits - 1)));
        }),
    },
  }),
  exercise(centreOfInk, {
    hint: "add up column × ink and row × ink, then divide both by the sum of the ink",
    reference: (pixels, width) => {
      const height = pixels.length / width, total = pixels.reduce((sum, value) => sum + value, 0);
      let [x, y] = [0, 0];
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const share = pixels[row * width + column] / total;
          x += share * column;
          y += share * row;
        }
      }
      return [x, y];
    },
    cases: () => [
      [[0, 0, 0, 1, 0, 0], 3],
      [[0, 1, 0, 0, 1, 1, 0, 0], 4],
      [[0, 255, 51, 0], 2],
    ],
    wrong: {
      "row and column exchanged": (pixels, width) => centreOfInk(pixels, width).toReversed(),
      "every pixel with ink counts alike": (pixels, width) =>
        centreOfInk(pixels.map((value) => value > 0 ? 1 : 0), width),
      "divides by the number of pixels": (pixels, width) => {
        const ink = pixels.reduce((sum, value) => sum + value, 0);
        return centreOfInk(pixels, width).map((value) => value * ink / pixels.length);
      },
      "the middle of the image": (pixels, width) => [
        (width - 1) / 2,
        (pixels.length / width - 1) / 2,
      ],
    },
  }),
];
