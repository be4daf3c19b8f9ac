import type * as tf from "@tensorflow/tfjs-core";
import type { layers, LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { activationNamed } from "../ops/elementwise/activations.ts";
import {
  activate,
  type Applied,
  convolution,
  dense,
  transposedConvolution,
  type Window,
} from "./operations.ts";

type Layer = layers.Layer;

interface Node {
  outboundLayer: Layer;
  inputTensors: SymbolicTensor[];
  outputTensors: SymbolicTensor[];
}

/** One layer to run: the values that it reads and computes, by the ids of their symbols. */
interface Step {
  layer: Layer;
  inputs: number[];
  outputs: number[];
  /** an activation layer that follows and is run together with this one */
  applied?: Applied;
}

const plans = new WeakMap<LayersModel, Step[] | undefined>();

/** Runs the graph of `model`; undefined if it has parts that only tfjs itself can run. */
export function runModel(
  model: LayersModel,
  x: tf.Tensor,
  training: boolean,
): tf.Tensor | undefined {
  const graph = graphOf(model);
  if (!plans.has(graph)) plans.set(graph, planOf(graph));
  const steps = plans.get(graph);
  if (!steps) return undefined;
  const values = new Map([[graph.inputs[0].id, x]]);
  for (const { layer, inputs, outputs, applied } of steps) {
    const arguments_ = inputs.map((id) => values.get(id)!);
    values.set(outputs[0], runLayer(layer, arguments_, training, applied));
  }
  return values.get(graph.outputs[0].id);
}

/** A sequential model has its graph in an inner model. */
function graphOf(model: LayersModel): LayersModel {
  return (model as unknown as { model?: LayersModel }).model ?? model;
}

function planOf(model: LayersModel): Step[] | undefined {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) return undefined;
  const { nodesByDepth } = model as unknown as { nodesByDepth: Record<number, Node[]> };
  const depths = Object.keys(nodesByDepth).map(Number).sort((a, b) => b - a);
  const nodes = depths.flatMap((depth) => nodesByDepth[depth])
    .filter(({ outboundLayer }) => outboundLayer.getClassName() !== "InputLayer");
  if (nodes.some(isUnsupported)) return undefined;
  const steps = nodes.map(({ outboundLayer, inputTensors, outputTensors }): Step => ({
    layer: outboundLayer,
    inputs: inputTensors.map(({ id }) => id),
    outputs: outputTensors.map(({ id }) => id),
  }));
  return joinActivations(steps, model.outputs[0].id);
}

/** Masks, which tfjs passes along with the values, are not supported here. */
function isUnsupported({ outboundLayer, outputTensors }: Node): boolean {
  const { maskZero } = outboundLayer as unknown as { maskZero?: boolean };
  return outputTensors.length !== 1 || outboundLayer.getClassName() === "Masking" || !!maskZero;
}

/** Joins each layer without activation with the activation layer that alone reads its result. */
function joinActivations(steps: Step[], result: number): Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const before = joined.find(({ outputs }) => outputs[0] === step.inputs[0]);
    const readers = steps.filter(({ inputs }) => inputs.includes(step.inputs[0]));
    const applied = activationOf(step.layer);
    const alone = readers.length === 1 && step.inputs.length === 1 && step.inputs[0] !== result;
    if (before && applied && alone && takesActivation(before)) {
      before.applied = applied;
      before.outputs = step.outputs;
    } else joined.push(step);
  }
  return joined;
}

function takesActivation({ layer, applied }: Step): boolean {
  const { activation } = layer as unknown as { activation?: { getClassName(): string } };
  const kinds = ["Dense", "Conv2D", "Conv2DTranspose"];
  return !applied && kinds.includes(layer.getClassName()) &&
    (!activation || activation.getClassName() === "linear");
}

/** Fields that dense and convolutional layers have in common in tfjs. */
interface Weighted {
  kernel: { read(): tf.Tensor };
  bias?: { read(): tf.Tensor } | null;
  activation?: { getClassName(): string; apply(x: tf.Tensor): tf.Tensor };
  strides: [number, number];
  padding: string;
  dataFormat: string;
  dilationRate?: number | [number, number];
}

/** The output of the layer: by one of operations.ts if possible, else by its call(). */
function runLayer(
  layer: Layer,
  inputs: tf.Tensor[],
  training: boolean,
  applied?: Applied,
): tf.Tensor {
  const own = inputs.length === 1 ? runOperation(layer, inputs[0], training, applied) : undefined;
  if (own) return own;
  const result = layer.call(inputs.length === 1 ? inputs[0] : inputs, { training });
  const y = Array.isArray(result) ? result[0] : result;
  return applied ? activate(y, applied) : y;
}

// By what a model has and a layer has not, since only the types of tfjs-layers are needed here.
const isModel = (layer: Layer): layer is Layer & LayersModel => "predict" in layer;

function runOperation(
  layer: Layer,
  x: tf.Tensor,
  training: boolean,
  following?: Applied,
): tf.Tensor | undefined {
  if (isModel(layer)) return runModel(layer, x, training);
  const alone = activationOf(layer);
  if (alone) return activate(x, alone);
  const weighted = layer as unknown as Weighted, name = weighted.activation?.getClassName();
  const known = name && name !== "linear" ? activationNamed(name) : undefined;
  const applied = following ?? (known && { activation: known, alpha: 0.2 });
  const y = runLinear(layer, weighted, x, applied);
  if (!y || !name || name === "linear" || known) return y;
  return weighted.activation!.apply(y);
}

function runLinear(
  layer: Layer,
  weighted: Weighted,
  x: tf.Tensor,
  applied: Applied,
): tf.Tensor | undefined {
  const kind = layer.getClassName();
  if (kind === "Dense" && x.rank === 2) {
    return dense(x, weighted.kernel.read(), weighted.bias?.read(), applied);
  }
  const { dataFormat, dilationRate = 1, padding, strides } = weighted;
  const isPlain = dataFormat === "channelsLast" &&
    [dilationRate].flat().every((rate) => rate === 1);
  if (!isPlain || x.rank !== 4 || padding !== "same" && padding !== "valid") return undefined;
  const window: Window = { strides, pad: padding };
  if (kind === "Conv2D") {
    return convolution(x, weighted.kernel.read(), weighted.bias?.read(), window, applied);
  }
  if (kind !== "Conv2DTranspose") return undefined;
  const shape = [x.shape[0], ...(layer.computeOutputShape(x.shape) as number[]).slice(1)];
  const w = weighted.kernel.read();
  return transposedConvolution(x, w, weighted.bias?.read(), window, shape, applied);
}

/** What an activation layer applies; undefined for other layers. */
function activationOf(layer: Layer): Applied {
  const settings = layer as unknown as {
    alpha?: number;
    maxValue?: number;
    activation?: { getClassName(): string };
  };
  const named = (name: string, alpha = 0): Applied => {
    const activation = activationNamed(name);
    return activation && { activation, alpha };
  };
  switch (layer.getClassName()) {
    case "Activation":
      return named(settings.activation!.getClassName(), 0.2);
    case "ReLU":
      if (settings.maxValue === undefined || settings.maxValue === null) return named("relu");
      return settings.maxValue === 6 ? named("relu6") : undefined;
    case "LeakyReLU":
      // The gradient is a function of the output, which has the sign of the input only then.
      return settings.alpha! > 0 ? named("leakyRelu", settings.alpha) : undefined;
    case "ELU":
      return settings.alpha === 1 ? named("elu") : undefined;
    default:
      return undefined;
  }
}
