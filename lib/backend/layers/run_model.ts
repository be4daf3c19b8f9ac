import * as tf from "@tensorflow/tfjs";
import { type Applied } from "./operations.ts";
import { activationOf, runLayer } from "./run_layer.ts";

type Layer = tf.layers.Layer;
interface Node {
  outboundLayer: Layer;
  inputTensors: tf.SymbolicTensor[];
  outputTensors: tf.SymbolicTensor[];
}

/** One layer to run: which of the values so far it reads and which it makes, by symbol. */
interface Step {
  layer: Layer;
  inputs: number[];
  outputs: number[];
  /** of an activation layer that nothing else comes before, run together with this one */
  applied?: Applied;
}

const plans = new WeakMap<tf.LayersModel, Step[] | undefined>();

/** Runs the graph of `model`; undefined where it has parts that only tfjs's own walk knows. */
export function runModel(
  model: tf.LayersModel,
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

/** A sequential model keeps its graph in a model of its own. */
function graphOf(model: tf.LayersModel): tf.LayersModel {
  return (model as unknown as { model?: tf.LayersModel }).model ?? model;
}

function planOf(model: tf.LayersModel): Step[] | undefined {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) return undefined;
  const { nodesByDepth } = model as unknown as { nodesByDepth: Record<number, Node[]> };
  const depths = Object.keys(nodesByDepth).map(Number).sort((a, b) => b - a);
  const nodes = depths.flatMap((depth) => nodesByDepth[depth])
    .filter(({ outboundLayer }) => outboundLayer.getClassName() !== "InputLayer");
  if (nodes.some(isOutOfReach)) return undefined;
  const steps = nodes.map(({ outboundLayer, inputTensors, outputTensors }): Step => ({
    layer: outboundLayer,
    inputs: inputTensors.map(({ id }) => id),
    outputs: outputTensors.map(({ id }) => id),
  }));
  return joinActivations(steps, model.outputs[0].id);
}

/** Masks travel beside the values in tfjs's own walk; here they do not. */
function isOutOfReach({ outboundLayer, outputTensors }: Node): boolean {
  const { maskZero } = outboundLayer as unknown as { maskZero?: boolean };
  return outputTensors.length !== 1 || outboundLayer.getClassName() === "Masking" || !!maskZero;
}

/** Lets a layer without activation run the activation layer that alone reads its result. */
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
