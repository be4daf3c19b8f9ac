import { exercise } from "@autoencoders/course";

/** The nearest multiple is the rounded quotient. */
function quantiseToStep(values: number[], step: number): number[] {
  return values.map((value) => Math.round(value / step));
}

/** The information of every integer, from how often it occurs. */
function bytesOf(integers: number[]): number {
  const counts = new Map<number, number>();
  for (const value of integers) counts.set(value, (counts.get(value) ?? 0) + 1);
  return integers.reduce(
    (sum, value) => sum - Math.log2(counts.get(value)! / integers.length) / 8,
    0,
  );
}

/** Between the two measured points around the budget the curve is taken as straight. */
function psnrAt(bytes: number[], psnr: number[], budget: number): number {
  const next = bytes.findIndex((size) => size >= budget);
  if (next < 0 || budget < bytes[0]) return NaN;
  if (bytes[next] === budget) return psnr[next];
  const share = (budget - bytes[next - 1]) / (bytes[next] - bytes[next - 1]);
  return psnr[next - 1] + share * (psnr[next] - psnr[next - 1]);
}

export default [
  exercise(quantiseToStep, {
    hint: "divide by the step, then round; return the integers, not the rounded values",
    reference: (values, step) =>
      values.map((value) => {
        let best = 0;
        for (let i = -100; i <= 100; i++) {
          if (Math.abs(i * step - value) < Math.abs(best * step - value)) best = i;
        }
        return best;
      }),
    cases: () => [[[0.2, -0.9, 3.1], 1], [[0.2, -0.9, 3.1], 0.25], [[], 2], [[7.4, -5.5], 2]],
    wrong: {
      "the rounded values": (values, step) =>
        values.map((value) => Math.round(value / step) * step),
      "cuts off": (values, step) => values.map((value) => Math.trunc(value / step)),
      "multiplies by the step": (values, step) => values.map((value) => Math.round(value * step)),
      "rounds before it divides": (values, step) => values.map((value) => Math.round(value) / step),
    },
  }),
  exercise(bytesOf, {
    hint:
      "the share of each integer is its probability; −log₂ of it are bits, eight of which are a byte",
    reference: (integers) =>
      integers.reduce((sum, value) => {
        const same = integers.filter((other) => other === value).length;
        return sum - Math.log2(same / integers.length) / 8;
      }, 0),
    cases: () => [[[0, 0, 0, 1]], [[1, 2, 3, 4, 5, 6, 7, 8]], [[5, 5, 5]]],
    wrong: {
      "bits": (integers) => 8 * bytesOf(integers),
      "the bytes of one integer": (integers) => bytesOf(integers) / integers.length,
      "each different integer once": (integers) =>
        [...new Set(integers)].reduce((sum, value) => {
          const same = integers.filter((other) => other === value).length;
          return sum - Math.log2(same / integers.length) / 8;
        }, 0),
      "all integers equally probable": (integers) =>
        integers.length * Math.log2(new Set(integers).size) / 8,
      "a byte each": (integers) => integers.length,
    },
  }),
  exercise(psnrAt, {
    hint: "find the two measured sizes around the budget; outside the measured sizes return NaN",
    reference: (bytes, psnr, budget) => {
      for (let i = 0; i < bytes.length; i++) if (bytes[i] === budget) return psnr[i];
      for (let i = 1; i < bytes.length; i++) {
        const [a, b] = [bytes[i - 1], bytes[i]];
        if (a < budget && budget < b) {
          return (psnr[i - 1] * (b - budget) + psnr[i] * (budget - a)) / (b - a);
        }
      }
      return NaN;
    },
    cases: () => [
      [[2, 4, 8], [18, 20, 24], 6],
      [[2, 4, 8], [18, 21, 24], 4],
      [[2, 4, 8], [18, 21, 24], 2.5],
      [[2, 4, 8], [18, 20, 24], 1],
      [[2, 4, 8], [18, 20, 24], 9],
    ],
    wrong: {
      "the nearest measured point": (bytes, psnr, budget) => {
        const distances = bytes.map((size) => Math.abs(size - budget));
        return psnr[distances.indexOf(Math.min(...distances))];
      },
      "the last point that the budget pays for": (bytes, psnr, budget) =>
        psnr[bytes.findLastIndex((size) => size <= budget)] ?? NaN,
      "extends the curve": (bytes, psnr, budget) =>
        budget < bytes[0]
          ? psnr[0]
          : budget > bytes.at(-1)!
          ? psnr.at(-1)!
          : psnrAt(bytes, psnr, budget),
      "one straight line from end to end": (bytes, psnr, budget) =>
        psnr[0] + (budget - bytes[0]) / (bytes.at(-1)! - bytes[0]) * (psnr.at(-1)! - psnr[0]),
    },
  }),
];
