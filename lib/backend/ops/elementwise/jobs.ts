import { words } from "../../protocol/arguments.ts";
import { type JobFamily, jobType, jobTypes } from "../../protocol/job.ts";
import { forEachRow } from "../strided_rows.ts";
import { activations } from "./activations.ts";

const activationMaps =
  "mapRelu mapSigmoid mapTanh mapElu mapLeakyRelu mapSoftplus mapGelu mapSelu mapRelu6";
const exponentials = "mapExp mapExpm1 mapLog mapLog1p mapErf";
const arithmetic =
  "mapAbs mapCeil mapFloor mapFromInt mapNeg mapReciprocal mapRsqrt mapSqrt mapSquare mapStep";
const unaryKernels = words(`${activationMaps} ${exponentials} ${arithmetic}` as const);
const binaryKernels = words("add divide maximum minimum multiply squaredDifference subtract");
const activationNames = activations.map(({ name }) => name);

/** y[i] = f(x[i]); items are numbers. */
export const unary = jobTypes(unaryKernels, "", "x y parameter");

/** y[i] = f(a[i·aStep], b[i·bStep]), steps 0 or 1; items are numbers. */
export const binary = jobTypes(binaryKernels, "", "a b y aStep bStep");

/** The same for runs of `inner` numbers inside loops, outermost first; items are runs. */
export const binaryRows = jobTypes(
  binaryKernels,
  "Rows",
  "a b y inner aStep bStep",
  "sizes aStrides bStrides",
);

/** dx[i] = dy[i] · f′, given what the forward pass saved; items are numbers. */
export const activationGradient = jobTypes(activationNames, "Gradient", "dy saved dx parameter");

/** The same over rows, and sums[thread, c] = Σ_r dx[r, c]; items are rows. */
export const activationBiasGradient = jobTypes(
  activationNames,
  "BiasGradient",
  "dy saved dx columns sums parameter",
);

/** y[r, c] = f(y[r, c] + bias[c]) in place, `activation` by its code; items are rows. */
export const biasActivation = jobType("biasActivation", "activation y columns bias parameter");

export const elementwiseJobs: JobFamily = ({ kernels }) => [
  ...unaryKernels.map((name) => {
    const map = kernels[name];
    return unary[name].implement(({ x, y, parameter }, low, high) =>
      map(x + 4 * low, y + 4 * low, high - low, parameter)
    );
  }),

  ...binaryKernels.map((name) => {
    const pair = kernels[name];
    return binary[name].implement(({ a, b, y, aStep, bStep }, low, high) => {
      const aFrom = a + 4 * low * aStep, bFrom = b + 4 * low * bStep;
      pair(aFrom, bFrom, y + 4 * low, 1, high - low, 0, 0, aStep, bStep);
    });
  }),

  ...binaryKernels.map((name) => {
    const pair = kernels[name];
    return binaryRows[name].implement((args, low, high) => {
      const { a, b, y, inner, aStep, bStep, sizes, aStrides, bStrides } = args;
      const aRow = aStrides[sizes.length - 1], bRow = bStrides[sizes.length - 1];
      forEachRow(low, high, sizes, [aStrides, bStrides], (item, count, aAt, bAt) => {
        const to = y + 4 * item * inner;
        pair(a + 4 * aAt, b + 4 * bAt, to, count, inner, aRow, bRow, aStep, bStep);
      });
    });
  }),

  ...activationNames.map((name) => {
    const gradient = kernels[`${name}Gradient`];
    return activationGradient[name].implement(({ dy, saved, dx, parameter }, low, high) => {
      const from = 4 * low;
      gradient(dy + from, saved + from, dx + from, high - low, parameter);
    });
  }),

  ...activationNames.map((name) => {
    const gradient = kernels[`${name}BiasGradient`];
    return activationBiasGradient[name].implement((args, low, high, thread) => {
      const { dy, saved, dx, columns, sums, parameter } = args;
      const from = 4 * low * columns, sum = sums + 4 * thread * columns;
      gradient(dy + from, saved + from, dx + from, high - low, columns, sum, parameter);
    });
  }),

  biasActivation.implement(({ activation, y, columns, bias, parameter }, low, high) => {
    const rows = y + 4 * low * columns;
    kernels.biasActivation(activation, rows, high - low, columns, columns, bias, parameter);
  }),
];
