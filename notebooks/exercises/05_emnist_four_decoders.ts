import { exercise } from "@autoencoders/course";

/** Doubled from the strided layer on. */
function sides(start: number, stridedLayer: number): number[] {
  return [1, 2, 3, 4, 5].map((layer) => start * (layer >= stridedLayer ? 2 : 1));
}

/** Keep the others. */
function without(codes: number[][], dead: number[]): number[][] {
  return codes.map((code) => code.filter((_, unit) => !dead.includes(unit)));
}

export default [
  exercise(sides, {
    hint: "the strided layer's own output is doubled already; layers are counted from 1",
    reference: (start, stridedLayer) => {
      const after: number[] = [];
      for (let layer = 1; layer <= 5; layer++) {
        after.push(layer < stridedLayer ? start : 2 * start);
      }
      return after;
    },
    cases: () => [[14, 3], [14, 1], [14, 4], [7, 2]],
    wrong: {
      "doubled after the strided layer only": (start, stridedLayer) =>
        [1, 2, 3, 4, 5].map((layer) => start * (layer > stridedLayer ? 2 : 1)),
      "counted from 0": (start, stridedLayer) =>
        [0, 1, 2, 3, 4].map((layer) => start * (layer >= stridedLayer ? 2 : 1)),
      "doubled by the strided layer alone": (start, stridedLayer) =>
        [1, 2, 3, 4, 5].map((layer) => start * (layer === stridedLayer ? 2 : 1)),
      "doubled again by every later layer": (start, stridedLayer) =>
        [1, 2, 3, 4, 5].map((layer) => start * 2 ** Math.max(0, layer - stridedLayer + 1)),
      "14 whatever the start": (_start, stridedLayer) => sides(14, stridedLayer),
    },
  }),
  exercise(without, {
    hint:
      "filter each code by the index of the number, not by its value: a live unit may be zero too",
    reference: (codes, dead) =>
      codes.map((code) => {
        const kept: number[] = [];
        for (let unit = 0; unit < code.length; unit++) {
          if (!dead.includes(unit)) kept.push(code[unit]);
        }
        return kept;
      }),
    cases: () => [
      [[[1, 0, 2], [3, 0, 4]], [1]],
      [[[1, 2]], []],
      [[[0, 5, 0, 6], [7, 0, 8, 9]], [0, 2]],
    ],
    wrong: {
      "removes the zeros": (codes) => codes.map((code) => code.filter((value) => value !== 0)),
      "removes images instead of units": (codes, dead) =>
        codes.filter((_, image) => !dead.includes(image)),
      "keeps the dead ones": (codes, dead) =>
        codes.map((code) => code.filter((_, unit) => dead.includes(unit))),
      "removes one after the other, while the indices shift": (codes, dead) =>
        codes.map((code) => {
          const kept = [...code];
          for (const unit of dead) kept.splice(unit, 1);
          return kept;
        }),
      "sets them to zero": (codes, dead) =>
        codes.map((code) => code.map((value, unit) => dead.includes(unit) ? 0 : value)),
    },
  }),
];
