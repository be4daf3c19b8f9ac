import * as tf from "@tensorflow/tfjs";
import { activationNamed } from "../elementwise/activations.ts";
import {
  activate,
  type Applied,
  convolution,
  dense,
  transposedConvolution,
  type Window,
} from "./operations.ts";
import { runModel } from "./run_model.ts";

type Layer = tf.layers.Layer;

/** What the layers below have in common, as tfjs keeps it. */
interface Weighted {
  kernel: { read(): tf.Tensor };
  bias?: { read(): tf.Tensor } | null;
  activation?: { getClassName(): string; apply(x: tf.Tensor): tf.Tensor };
  strides: [number, number];
  padding: string;
  dataFormat: string;
  dilationRate?: number | [number, number];
}

/** The layer's result: by one of our operations where it has one, else by its own call(). */
export function runLayer(
  layer: Layer,
  inputs: tf.Tensor[],
  training: boolean,
  applied?: Applied,
): tf.Tensor {
  const own = inputs.length === 1 ? runOwn(layer, inputs[0], training, applied) : undefined;
  if (own) return own;
  const result = layer.call(inputs.length === 1 ? inputs[0] : inputs, { training });
  const y = Array.isArray(result) ? result[0] : result;
  return applied ? activate(y, applied) : y;
}

function runOwn(
  layer: Layer,
  x: tf.Tensor,
  training: boolean,
  following?: Applied,
): tf.Tensor | undefined {
  if (layer instanceof tf.LayersModel) return runModel(layer, x, training);
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

/** What an activation layer applies; undefined for any other layer. */
export function activationOf(layer: Layer): Applied {
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
      // The gradient is written in the output, which tells the sign of the input only then.
      return settings.alpha! > 0 ? named("leakyRelu", settings.alpha) : undefined;
    case "ELU":
      return settings.alpha === 1 ? named("elu") : undefined;
    default:
      return undefined;
  }
}
