import { broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { activationNamed } from "../elementwise/activations.ts";
import { areFloats, type Kernel, type KernelFamily } from "../../runtime/kernel.ts";
import { multiply } from "./matmul.ts";

const matMul: Kernel = (workspace, { a, b, bias, preluActivationWeights }, attributes) => {
  const { transposeA = false, transposeB = false, activation = "linear" } = attributes;
  const known = activation === "linear" ? undefined : activationNamed(activation);
  if (!areFloats(a, b) || preluActivationWeights || activation !== "linear" && !known) return;
  const sizes = sizesOf(a.shape, b.shape, transposeA, transposeB);
  if (!sizes || !fitsBias(bias, sizes.n)) return;
  const pa = workspace.address(a), pb = workspace.address(b);
  const pBias = bias ? workspace.address(bias) : 0, c = workspace.output(sizes.shape);
  multiply(workspace, {
    ...{ ...sizes, transposeA, transposeB, a: pa, b: pb, c: c.address, bias: pBias },
    activation: known?.number,
    parameter: attributes.leakyreluAlpha,
  });
  return c.info;
};

/** m, n, k and the batch; undefined where the shapes do not fit, or are the stock kernel's matter. */
function sizesOf(a: number[], b: number[], transposeA: boolean, transposeB: boolean) {
  if (a.length < 2 || b.length < 2) return;
  const [m, ka] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [k, n] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  const outerA = a.slice(0, -2), outerB = b.slice(0, -2);
  const countA = util.sizeFromShape(outerA), countB = util.sizeFromShape(outerB);
  if (ka !== k || m * n * k * countA * countB === 0) return;
  if (!util.arraysEqual(outerA, outerB) && countA !== 1 && countB !== 1) return;
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const batch = {
    count: Math.max(countA, countB),
    aStride: countA === 1 ? 0 : m * k,
    bStride: countB === 1 ? 0 : k * n,
  };
  return { m, n, k, batch, shape: [...outer, m, n] };
}

const fitsBias = (bias: TensorInfo | undefined, n: number): boolean =>
  !bias || areFloats(bias) && bias.shape.at(-1) === n && util.sizeFromShape(bias.shape) === n;

/** Matrix products in all transpositions, batched or not, with bias and activation in one go. */
export const productKernels: KernelFamily = { BatchMatMul: matMul, _FusedMatMul: matMul };
