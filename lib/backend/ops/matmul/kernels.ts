import { broadcast_util, util } from "@tensorflow/tfjs-core";
import { LINEAR } from "../../assembly/activation_codes.ts";
import { areFloats, isBias, type Kernel, type KernelFamily } from "../../runtime/kernel.ts";
import { activationNamed } from "../elementwise/activations.ts";
import { matmul } from "./matmul.ts";

const batchMatMul: Kernel = (workspace, inputs, attributes) => {
  const { transposeA = false, transposeB = false, activation = "linear" } = attributes;
  const known = activation === "linear" ? undefined : activationNamed(activation);
  if (inputs.preluActivationWeights || activation !== "linear" && !known) return;
  if (!areFloats(inputs.a, inputs.b)) return;
  const sizes = sizesOf(inputs.a.shape, inputs.b.shape, transposeA, transposeB);
  if (!sizes || !isBias(inputs.bias, sizes.n)) return;
  const { shape, ...product } = sizes;
  const a = workspace.address(inputs.a), b = workspace.address(inputs.b);
  const bias = inputs.bias ? workspace.address(inputs.bias) : 0, c = workspace.output(shape);
  matmul(workspace, {
    ...product,
    transposeA,
    transposeB,
    a,
    b,
    c: c.address,
    bias,
    activation: known?.code ?? LINEAR,
    parameter: attributes.leakyreluAlpha ?? 0,
  });
  return c.info;
};

/** m, n, k and the batch; undefined if the shapes do not fit or are left to the stock kernel. */
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

/** Matrix products, in all transpositions, batched or not, with bias and activation. */
export const matmulKernels: KernelFamily = {
  BatchMatMul: batchMatMul,
  _FusedMatMul: batchMatMul,
};
