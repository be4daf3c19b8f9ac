import type { Job, JobFamily, Kernels } from "../../protocol/job.ts";
import { activations } from "./activations.ts";

/** y[i] = f(x[i]); args x, y, parameter. Named after their kernels. */
export const maps = [
  ...["mapAbs", "mapNeg", "mapSquare", "mapSqrt", "mapRsqrt", "mapReciprocal"],
  ...["mapExp", "mapExpm1", "mapLog", "mapLog1p", "mapRelu", "mapRelu6", "mapLeakyRelu", "mapElu"],
  ...["mapSelu", "mapGelu", "mapSigmoid", "mapTanh", "mapSoftplus", "mapErf", "mapStep"],
  ...["mapFloor", "mapCeil", "mapFromInt"],
];

/** y = f(a, b) with broadcasting. */
export const pairs = [
  ...["add", "subtract", "multiply", "divide", "maximum", "minimum", "squaredDifference"],
];

export const elementwiseJobs: JobFamily = ({ kernels }) => ({
  ...named(maps, (name) => mapJob(kernels, name)),
  ...named(pairs, (name) => pairJob(kernels, name)),
  ...named(pairs.map((name) => `${name}Rows`), (name) => rowsJob(kernels, name.slice(0, -4))),
  ...named(activations.map(({ name }) => `${name}Gradient`), (name) => gradientJob(kernels, name)),
  ...named(
    activations.map(({ name }) => `${name}BiasGradient`),
    (name) => biasGradientJob(kernels, name),
  ),
  biasActivation: biasActivationJob(kernels),
});

const named = (names: string[], make: (name: string) => Job): Record<string, Job> =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

function mapJob(kernels: Kernels, name: string): Job {
  const map = kernels[name];
  return (low, high, _thread, args, at) =>
    map(args[at] + 4 * low, args[at + 1] + 4 * low, high - low, args[at + 2]);
}

/** No loops around the run; items are its numbers. args a, b, y, aStep, bStep */
function pairJob(kernels: Kernels, name: string): Job {
  const pair = kernels[name];
  return (low, high, _thread, args, at) => {
    const aStep = args[at + 3], bStep = args[at + 4], y = args[at + 2] + 4 * low;
    const a = args[at] + 4 * low * aStep, b = args[at + 1] + 4 * low * bStep;
    pair(a, b, y, 1, high - low, 0, 0, aStep, bStep);
  };
}

/** Items are runs. args a, b, y, inner, aStep, bStep, loops, …sizes, …aStrides, …bStrides */
function rowsJob(kernels: Kernels, name: string): Job {
  const pair = kernels[name];
  return (low, high, _thread, args, at) => {
    const inner = args[at + 3], loops = args[at + 6], sizes = at + 7;
    const aStrides = sizes + loops, bStrides = aStrides + loops, rows = args[sizes + loops - 1];
    for (let item = low; item < high;) {
      const row = item % rows, count = Math.min(rows - row, high - item);
      let a = row * args[aStrides + loops - 1], b = row * args[bStrides + loops - 1];
      for (let loop = loops - 2, rest = (item - row) / rows; loop >= 0; loop--) {
        const index = rest % args[sizes + loop];
        rest = (rest - index) / args[sizes + loop];
        a += index * args[aStrides + loop];
        b += index * args[bStrides + loop];
      }
      const y = args[at + 2] + 4 * item * inner;
      const aRow = args[aStrides + loops - 1], bRow = args[bStrides + loops - 1];
      // deno-fmt-ignore
      pair(args[at] + 4 * a, args[at + 1] + 4 * b, y, count, inner, aRow, bRow, args[at + 4], args[at + 5]);
      item += count;
    }
  };
}

/** dx[i] = dy[i] · f′; args dy, what the forward pass saved, dx, parameter */
function gradientJob(kernels: Kernels, name: string): Job {
  const gradient = kernels[name];
  return (low, high, _thread, args, at) => {
    const from = 4 * low;
    gradient(args[at] + from, args[at + 1] + from, args[at + 2] + from, high - low, args[at + 3]);
  };
}

/**
 * The same over rows, and each thread's Σ_r dx[r, c] beside it.
 * args dy, saved, dx, columns, sums ([threads, columns]), parameter
 */
function biasGradientJob(kernels: Kernels, name: string): Job {
  const gradient = kernels[name];
  return (low, high, thread, args, at) => {
    const columns = args[at + 3],
      from = 4 * low * columns,
      sums = args[at + 4] + 4 * thread * columns;
    // deno-fmt-ignore
    gradient(args[at] + from, args[at + 1] + from, args[at + 2] + from, high - low, columns, sums, args[at + 5]);
  };
}

/** y[r, c] = f(y[r, c] + bias[c]) in place, over rows; args activation, y, columns, bias, parameter */
function biasActivationJob({ biasActivation }: Kernels): Job {
  return (low, high, _thread, args, at) => {
    const columns = args[at + 2], y = args[at + 1] + 4 * low * columns;
    biasActivation(args[at], y, high - low, columns, columns, args[at + 3], args[at + 4]);
  };
}
