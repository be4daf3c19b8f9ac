import { exercise } from "@autoencoders/course";

/** Every choice of signs is a number of n bits: a set bit changes the sign of a difference. */
function pairedTest(a: number[], b: number[]): number {
  const differences = a.map((value, i) => value - b[i]);
  const sumOf = (signs: number) =>
    Math.abs(differences.reduce((sum, d, i) => sum + ((signs >> i) & 1 ? -d : d), 0));
  const observed = sumOf(0) * (1 - 1e-9); // sums in another order may differ in the last digit
  let asLarge = 0;
  for (let signs = 0; signs < 2 ** a.length; signs++) if (sumOf(signs) >= observed) asLarge++;
  return asLarge / 2 ** a.length;
}

/** Each class counts as much as the other, however many pixels it has. */
function balancedAccuracy(target: number[], output: number[]): number {
  const of = [0, 0], right = [0, 0];
  for (const [i, value] of target.entries()) {
    of[value]++;
    if (output[i] === value) right[value]++;
  }
  return (right[0] / of[0] + right[1] / of[1]) / 2;
}

/** Each image saves imageBytes − codeBytes; the model is paid for once. */
function breakEven(imageBytes: number, codeBytes: number, modelBytes: number): number {
  const saved = imageBytes - codeBytes;
  return saved > 0 ? Math.floor(modelBytes / saved) + 1 : Infinity;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export default [
  exercise(pairedTest, {
    hint: "with every sign changed the mean difference is as large: count both directions",
    reference: (a, b) => {
      const differences = a.map((value, i) => value - b[i]);
      let sums = [0]; // of all choices of signs, one difference after another
      for (const d of differences) sums = sums.flatMap((sum) => [sum + d, sum - d]);
      const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0));
      return mean(sums.map((sum) => Math.abs(sum) >= observed - 1e-9 ? 1 : 0));
    },
    cases: () => [
      [[3, 5, 4], [1, 2, 3]],
      [[1, 2, 3, 4, 5], [2, 4, 4, 6, 8]],
      [[1, 5, 2, 7], [3, 1, 4, 2]],
      [[0.1, 0.2], [0.1, 0.2]],
    ],
    wrong: {
      "one direction": (a, b) => pairedTest(a, b) / 2,
      "only larger, not as large": (a, b) => {
        const differences = a.map((value, i) => value - b[i]);
        let sums = [0];
        for (const d of differences) sums = sums.flatMap((sum) => [sum + d, sum - d]);
        const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0));
        return mean(sums.map((sum) => Math.abs(sum) > observed + 1e-9 ? 1 : 0));
      },
      "counts only the signs": (a, b) => {
        const better = a.filter((value, i) => value < b[i]).length;
        return better === 0 || better === a.length ? 2 / 2 ** a.length : 1;
      },
      "the number of ways": (a, b) => pairedTest(a, b) * 2 ** a.length,
    },
  }),
  exercise(balancedAccuracy, {
    hint: "divide by the number of white pixels and by that of black pixels, not by all of them",
    reference: (target, output) => {
      const share = (value: number) => {
        const at = [...target.keys()].filter((i) => target[i] === value);
        return at.filter((i) => output[i] === value).length / at.length;
      };
      return mean([share(0), share(1)]);
    },
    cases: () => [
      [[0, 0, 0, 1], [0, 0, 0, 0]],
      [[0, 0, 0, 1, 1], [0, 1, 0, 1, 0]],
      [[1, 0], [1, 0]],
      [[1, 1, 1, 0], [0, 1, 1, 1]],
    ],
    wrong: {
      "the share of all pixels": (target, output) =>
        mean(target.map((value, i) => value === output[i] ? 1 : 0)),
      "the white pixels only": (target, output) => {
        const white = [...target.keys()].filter((i) => target[i] === 1);
        return mean(white.map((i) => output[i]));
      },
      "by what the output calls white and black": (target, output) =>
        balancedAccuracy(output, target),
    },
  }),
  exercise(breakEven, {
    hint: "each image saves the difference; the file is smaller once the savings exceed the model",
    reference: (imageBytes, codeBytes, modelBytes) => {
      if (codeBytes >= imageBytes) return Infinity;
      let count = 1; // linear search
      while (modelBytes + count * codeBytes >= count * imageBytes) count++;
      return count;
    },
    cases: () => [[98, 12, 7_200], [98, 128, 100], [10, 8, 10], [10, 10, 0], [100, 50, 49]],
    wrong: {
      "negative instead of never": (image, code, model) => Math.floor(model / (image - code)) + 1,
      "as small counts as smaller": (image, code, model) =>
        image > code ? Math.ceil(model / (image - code)) : Infinity,
      "the codes cost nothing": (image, code, model) =>
        image > code ? Math.floor(model / image) + 1 : Infinity,
    },
  }),
];
