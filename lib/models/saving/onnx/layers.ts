import * as tf from "@tensorflow/tfjs";
import type { StoredTensor } from "../../../files/mod.ts";
import { outputShape } from "../../spec/plan.ts";
import type { Activation, LayerSpec } from "../../spec/spec.ts";
import type { Graph, Value } from "./graph.ts";

/** The weight of a layer by its name in tfjs, such as "kernel". */
type WeightOf = (name: string) => StoredTensor;

type Convolution = Extract<LayerSpec, { type: "convolution" | "transposedConvolution" }>;

/** Added to the variance by tfjs's batch normalisation. */
const EPSILON = 1e-3;

/** The slope of leaky ReLU below zero: see `lib/models/layers/layers.ts`. */
const SLOPE = 0.01;

/**
 * Appends the nodes of a layer to the graph.
 *
 * @throws {RangeError} ONNX's operators have no such layer
 */
export function appendLayer(graph: Graph, layer: LayerSpec, x: Value, weight: WeightOf): Value {
  if (layer.type === "tfjs") {
    throw new RangeError(
      `a network with the tfjs layer ${layer.className} cannot be exported to ONNX; exportTfjs() can write it`,
    );
  }
  const shape = outputShape(layer, x.shape) as number[]; // the model was built, so the layers fit
  const image = (name: string): Value => ({ name, shape, channelsFirst: true });
  const rows = (name: string): Value => ({ name, shape, channelsFirst: false });
  switch (layer.type) {
    case "dense":
      return appendActivation(
        graph,
        layer.activation,
        rows(product(graph, channelsLast(graph, x), weight)),
      );
    case "convolution":
    case "transposedConvolution":
      return appendActivation(
        graph,
        layer.activation,
        image(convolution(graph, layer, channelsFirst(graph, x), shape, weight)),
      );
    case "maxPooling": {
      const size = [layer.size, layer.size];
      const input = [channelsFirst(graph, x).name];
      return image(graph.node("MaxPool", input, { kernel_shape: size, strides: size }));
    }
    case "upSampling": {
      const scales = graph.floats("scales", [4], Float32Array.of(1, 1, layer.size, layer.size));
      return image(graph.node("Resize", [channelsFirst(graph, x).name, "", scales], {
        mode: "nearest",
        coordinate_transformation_mode: "asymmetric",
        nearest_mode: "floor",
      }));
    }
    case "globalAveragePooling": {
      const pooled = graph.node("GlobalAveragePool", [channelsFirst(graph, x).name]);
      return rows(graph.node("Flatten", [pooled], { axis: 1 })); // [n, c, 1, 1] → [n, c]
    }
    case "cropping": {
      const [height, width] = shape, { start } = layer;
      const first = channelsFirst(graph, x).name, [from, to] = [start, start];
      return image(slice(graph, first, [2, 3], [from, to], [from + height, to + width]));
    }
    case "flatten":
    case "reshape": {
      // 0 is the n of the input.
      const sizes = graph.integers("shape", [0, ...shape]);
      return rows(graph.node("Reshape", [channelsLast(graph, x).name, sizes]));
    }
    case "batchNormalization":
      return { ...x, name: normalized(graph, x, weight) };
    case "dropout":
      return x; // it drops nothing outside training
    case "activation":
      return appendActivation(graph, layer.activation, x);
    case "posteriorMean":
      return rows(slice(graph, x.name, [1], [0], [layer.units]));
  }
}

/** Appends an activation; GELU, Swish and Mish, which older versions of ONNX lack, from their parts. */
export function appendActivation(graph: Graph, name: Activation = "linear", x: Value): Value {
  const node = (op: string, input: string[], slope?: number) =>
    graph.node(op, input, slope === undefined ? {} : { alpha: { real: slope } });
  const times = (factor: string): Value => ({ ...x, name: node("Mul", [x.name, factor]) });
  switch (name) {
    case "linear":
      return x;
    case "relu":
      return { ...x, name: node("Relu", [x.name]) };
    case "leakyRelu":
      return { ...x, name: node("LeakyRelu", [x.name], SLOPE) };
    case "elu":
      return { ...x, name: node("Elu", [x.name]) };
    case "selu":
      return { ...x, name: node("Selu", [x.name]) };
    case "softplus":
      return { ...x, name: node("Softplus", [x.name]) };
    case "sigmoid":
      return { ...x, name: node("Sigmoid", [x.name]) };
    case "tanh":
      return { ...x, name: node("Tanh", [x.name]) };
    case "swish": // x · σ(x)
      return times(node("Sigmoid", [x.name]));
    case "mish": // x · tanh(softplus(x))
      return times(node("Tanh", [node("Softplus", [x.name])]));
    case "gelu": { // x · ½·(1 + erf(x ÷ √2))
      const constant = (value: number) => graph.floats("constant", [], Float32Array.of(value));
      const error = node("Erf", [node("Mul", [x.name, constant(Math.SQRT1_2)])]);
      const twice = node("Add", [error, constant(1)]);
      return times(node("Mul", [twice, constant(0.5)]));
    }
  }
}

/** The value with images as [n, c, h, w]. */
function channelsFirst(graph: Graph, x: Value): Value {
  if (x.channelsFirst) return x;
  return {
    ...x,
    name: graph.node("Transpose", [x.name], { perm: [0, 3, 1, 2] }),
    channelsFirst: true,
  };
}

/** The value with images as [n, h, w, c], the order of the library. */
export function channelsLast(graph: Graph, x: Value): Value {
  if (!x.channelsFirst) return x;
  return {
    ...x,
    name: graph.node("Transpose", [x.name], { perm: [0, 2, 3, 1] }),
    channelsFirst: false,
  };
}

/** x·W + b over the last axis. */
function product(graph: Graph, x: Value, weight: WeightOf): string {
  const [kernel, bias] = ["kernel", "bias"].map((name) => constant(graph, name, weight(name)));
  if (x.shape.length === 1) return graph.node("Gemm", [x.name, kernel, bias]);
  return graph.node("Add", [graph.node("MatMul", [x.name, kernel]), bias]);
}

/** A convolution of images [n, c, h, w], with the zeros that its padding needs on each side. */
function convolution(
  graph: Graph,
  { type, kernel: side = 3, stride = 1, padding = "same" }: Convolution,
  x: Value,
  [height, width]: number[],
  weight: WeightOf,
): string {
  const transposed = type === "transposedConvolution";
  // The image with fewer and the one with more pixels: a transposed convolution is a convolution's
  // gradient, so both have the same padding.
  const [small, large] = transposed
    ? [x.shape.slice(0, 2), [height, width]]
    : [[height, width], x.shape.slice(0, 2)];
  const sides = small.map((size, axis): [number, number] => {
    if (padding === "valid") return [0, 0];
    if (padding !== "same") return [padding, padding];
    const zeros = Math.max((size - 1) * stride + side - large[axis], 0);
    return [zeros >> 1, zeros - (zeros >> 1)];
  });
  // [kh, kw, c, f] → [f, c, kh, kw]; of a transposed convolution, [kh, kw, f, c] → [c, f, kh, kw]
  const kernel = constant(graph, "kernel", permuted(weight("kernel"), [3, 2, 0, 1]));
  const bias = constant(graph, "bias", weight("bias"));
  const attributes = {
    kernel_shape: [side, side],
    strides: [stride, stride],
    pads: [...sides.map(([before]) => before), ...sides.map(([, after]) => after)],
  };
  if (!transposed) return graph.node("Conv", [x.name, kernel, bias], attributes);
  // Rows that no kernel reaches, if the stride exceeds it.
  const missing = small.map((size, axis) =>
    large[axis] - ((size - 1) * stride + side - sides[axis][0] - sides[axis][1])
  );
  return graph.node("ConvTranspose", [x.name, kernel, bias], {
    ...attributes,
    output_padding: missing,
  });
}

/**
 * Batch normalisation by the running mean μ and variance σ², as one product and one sum per channel:
 *
 *     γ·(x − μ) ÷ √(σ² + ε) + β = x·a + (β − μ·a),  a = γ ÷ √(σ² + ε)
 */
function normalized(graph: Graph, x: Value, weight: WeightOf): string {
  const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"]
    .map((name) => weight(name).values);
  const scale = Float32Array.from(gamma, (g, i) => g / Math.sqrt(variance[i] + EPSILON));
  const shift = Float32Array.from(beta, (b, i) => b - mean[i] * scale[i]);
  const dims = x.channelsFirst ? [scale.length, 1, 1] : [scale.length];
  const scaled = graph.node("Mul", [x.name, graph.floats("scale", dims, scale)]);
  return graph.node("Add", [scaled, graph.floats("shift", dims, shift)]);
}

function slice(
  graph: Graph,
  x: string,
  axes: number[],
  starts: number[],
  ends: number[],
): string {
  const bounds = Object.entries({ starts, ends, axes })
    .map(([name, values]) => graph.integers(name, values));
  return graph.node("Slice", [x, ...bounds]);
}

function constant(graph: Graph, name: string, { shape, values }: StoredTensor): string {
  return graph.floats(name, shape, values as Float32Array);
}

function permuted({ shape, values }: StoredTensor, order: number[]): StoredTensor {
  return tf.tidy(() => {
    const tensor = tf.transpose(tf.tensor(values, shape, "float32"), order);
    return { shape: tensor.shape, values: tensor.dataSync<"float32">().slice() };
  });
}
