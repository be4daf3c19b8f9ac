import { broadcast_util, util } from "@tensorflow/tfjs-core";
import { areFloats, type Kernel, type KernelFamily, WORTH_THREADS } from "../../runtime/kernel.ts";
import { broadcast } from "./broadcast.ts";

/** y = f(x), number by number. */
function unary(
  job: string,
  parameter: (attributes: { alpha?: number }) => number = () => 0,
): Kernel {
  return (workspace, { x }, attributes) => {
    if (!areFloats(x)) return;
    const from = workspace.address(x), y = workspace.output(x.shape);
    const args = [from, y.address, parameter(attributes)];
    workspace.run(job, y.size, WORTH_THREADS, 16, args);
    return y.info;
  };
}

/** y = f(a, b) with broadcasting. */
function binary(job: string): Kernel {
  return (workspace, { a, b }) => {
    if (!areFloats(a, b)) return;
    const shape = util.arraysEqual(a.shape, b.shape)
      ? a.shape
      : broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const pa = workspace.address(a), pb = workspace.address(b), y = workspace.output(shape);
    const { inner, aStep, bStep, sizes, aStrides, bStrides } = broadcast(a.shape, b.shape, shape);
    if (sizes.length === 0) {
      workspace.run(job, y.size, WORTH_THREADS, 16, [pa, pb, y.address, aStep, bStep]);
    } else if (y.size > 0) {
      const args = [pa, pb, y.address, inner, aStep, bStep, sizes.length];
      args.push(...sizes, ...aStrides, ...bStrides);
      workspace.run(`${job}Rows`, y.size / inner, WORTH_THREADS / inner, 1, args);
    }
    return y.info;
  };
}

const alphaOr = (value: number) => ({ alpha = value }: { alpha?: number }) => alpha;

export const elementwiseKernels: KernelFamily = {
  Abs: unary("mapAbs"),
  Ceil: unary("mapCeil"),
  Elu: unary("mapElu"),
  Erf: unary("mapErf"),
  Exp: unary("mapExp"),
  Expm1: unary("mapExpm1"),
  Floor: unary("mapFloor"),
  Gelu: unary("mapGelu"),
  LeakyRelu: unary("mapLeakyRelu", alphaOr(0.2)),
  Log: unary("mapLog"),
  Log1p: unary("mapLog1p"),
  Neg: unary("mapNeg"),
  Reciprocal: unary("mapReciprocal"),
  Relu: unary("mapRelu"),
  Relu6: unary("mapRelu6"),
  Rsqrt: unary("mapRsqrt"),
  Selu: unary("mapSelu"),
  Sigmoid: unary("mapSigmoid"),
  Softplus: unary("mapSoftplus"),
  Sqrt: unary("mapSqrt"),
  Square: unary("mapSquare"),
  Step: unary("mapStep", alphaOr(0)),
  Tanh: unary("mapTanh"),

  Add: binary("add"),
  Sub: binary("subtract"),
  Multiply: binary("multiply"),
  RealDiv: binary("divide"),
  Maximum: binary("maximum"),
  Minimum: binary("minimum"),
  SquaredDifference: binary("squaredDifference"),

  EluGrad(workspace, { dy, y }) {
    if (!areFloats(dy, y) || !util.arraysEqual(dy.shape, y.shape)) return;
    const args = [workspace.address(dy), workspace.address(y)];
    const dx = workspace.output(dy.shape);
    workspace.run("eluGradient", dx.size, WORTH_THREADS, 16, [...args, dx.address, 0]);
    return dx.info;
  },
};
