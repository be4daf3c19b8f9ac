import { broadcast_util, util } from "@tensorflow/tfjs-core";
import {
  areFloats,
  eachNumber,
  type Kernel,
  type KernelFamily,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { broadcast } from "./broadcast.ts";
import { activationGradient, binary, binaryRows, unary } from "./jobs.ts";

/** y = f(x) */
function mapWith(
  job: keyof typeof unary,
  parameter: (attributes: { alpha?: number }) => number = () => 0,
): Kernel {
  return (workspace, { x: input }, attributes) => {
    if (!areFloats(input)) return;
    const x = workspace.address(input), y = workspace.output(input.shape);
    const args = { x, y: y.address, parameter: parameter(attributes) };
    workspace.run(unary[job], eachNumber(y.size), args);
    return y.info;
  };
}

/** y = f(a, b) with broadcasting */
function combineWith(job: keyof typeof binary): Kernel {
  return (workspace, inputs) => {
    const { shape: aShape } = inputs.a, { shape: bShape } = inputs.b;
    if (!areFloats(inputs.a, inputs.b)) return;
    const shape = util.arraysEqual(aShape, bShape)
      ? aShape
      : broadcast_util.assertAndGetBroadcastShape(aShape, bShape);
    const a = workspace.address(inputs.a), b = workspace.address(inputs.b);
    const { info, address: y, size } = workspace.output(shape);
    const { inner, aStep, bStep, sizes, aStrides, bStrides } = broadcast(aShape, bShape, shape);
    if (sizes.length === 0) {
      workspace.run(binary[job], eachNumber(size), { a, b, y, aStep, bStep });
    } else if (size > 0) {
      const items = { count: size / inner, minimum: WORTH_THREADS / inner };
      const args = { a, b, y, inner, aStep, bStep, sizes, aStrides, bStrides };
      workspace.run(binaryRows[job], items, args);
    }
    return info;
  };
}

const alphaOr = (value: number) => ({ alpha = value }: { alpha?: number }) => alpha;

/** Functions of one number and, with broadcasting, of two. */
export const elementwiseKernels: KernelFamily = {
  Abs: mapWith("mapAbs"),
  Ceil: mapWith("mapCeil"),
  Elu: mapWith("mapElu"),
  Erf: mapWith("mapErf"),
  Exp: mapWith("mapExp"),
  Expm1: mapWith("mapExpm1"),
  Floor: mapWith("mapFloor"),
  Gelu: mapWith("mapGelu"),
  LeakyRelu: mapWith("mapLeakyRelu", alphaOr(0.2)),
  Log: mapWith("mapLog"),
  Log1p: mapWith("mapLog1p"),
  Neg: mapWith("mapNeg"),
  Reciprocal: mapWith("mapReciprocal"),
  Relu: mapWith("mapRelu"),
  Relu6: mapWith("mapRelu6"),
  Rsqrt: mapWith("mapRsqrt"),
  Selu: mapWith("mapSelu"),
  Sigmoid: mapWith("mapSigmoid"),
  Softplus: mapWith("mapSoftplus"),
  Sqrt: mapWith("mapSqrt"),
  Square: mapWith("mapSquare"),
  Step: mapWith("mapStep", alphaOr(0)),
  Tanh: mapWith("mapTanh"),

  Add: combineWith("add"),
  Sub: combineWith("subtract"),
  Multiply: combineWith("multiply"),
  RealDiv: combineWith("divide"),
  Maximum: combineWith("maximum"),
  Minimum: combineWith("minimum"),
  SquaredDifference: combineWith("squaredDifference"),

  EluGrad(workspace, { dy, y }) {
    if (!areFloats(dy, y) || !util.arraysEqual(dy.shape, y.shape)) return;
    const from = workspace.address(dy), saved = workspace.address(y);
    const dx = workspace.output(dy.shape);
    const args = { dy: from, saved, dx: dx.address, parameter: 0 };
    workspace.run(activationGradient.elu, eachNumber(dx.size), args);
    return dx.info;
  },
};
