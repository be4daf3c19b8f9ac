import * as tf from "@tensorflow/tfjs";
import type { Layer, Network } from "../networks.ts";

/**
 * A transposed convolution with a given output size, which tf.layers.conv2dTranspose does not have:
 * with stride 2 it maps 4 × 4 to 7 × 7, as a convolution maps 7 × 7 to 4 × 4.
 */
class SizedTransposed extends tf.layers.Layer {
  static className = "SizedTransposed";
  #layer: Extract<Layer, { kind: "transposed" }>;
  #kernel!: tf.LayerVariable;
  #bias!: tf.LayerVariable;

  constructor(layer: Extract<Layer, { kind: "transposed" }>) {
    super({});
    this.#layer = layer;
  }

  override build(shape: tf.Shape): void {
    const { kernel, filters } = this.#layer;
    this.#kernel = this.addWeight(
      "kernel",
      [kernel, kernel, filters, shape.at(-1)!],
      "float32",
      tf.initializers.glorotUniform({}),
    );
    this.#bias = this.addWeight("bias", [filters], "float32", tf.initializers.zeros());
    super.build(shape);
  }

  override computeOutputShape([n]: tf.Shape): tf.Shape {
    return [n, this.#layer.size, this.#layer.size, this.#layer.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const { size, filters, stride, activation } = this.#layer;
    const pad = x.shape[1] === 1 ? "valid" : "same";
    const shape: [number, number, number, number] = [x.shape[0], size, size, filters];
    const sum = tf.conv2dTranspose(x, this.#kernel.read() as tf.Tensor4D, shape, stride, pad)
      .add(this.#bias.read());
    return activation === "linear" ? sum : tf[activation](sum);
  }
}
tf.serialization.registerClass(SizedTransposed);

/** The network as a tfjs layers model. */
export function layersModel({ input, layers }: Network): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: input }));
  for (const layer of layers) model.add(tfLayer(layer));
  return model;
}

function tfLayer(layer: Layer): tf.layers.Layer {
  switch (layer.kind) {
    case "dense":
      return tf.layers.dense({ units: layer.units, activation: layer.activation });
    case "conv":
      return tf.layers.conv2d({
        filters: layer.filters,
        kernelSize: layer.kernel,
        strides: layer.stride,
        padding: "same",
        activation: layer.activation,
      });
    case "transposed":
      return new SizedTransposed(layer);
    case "maxPool":
      return tf.layers.maxPooling2d({ poolSize: 2 });
    case "upSample":
      return tf.layers.upSampling2d({ size: [2, 2] });
    case "averagePool":
      return tf.layers.averagePooling2d({ poolSize: 4 });
    case "flatten":
      return tf.layers.flatten();
    case "reshape":
      return tf.layers.reshape({ targetShape: layer.shape });
  }
}

/** Sets the weights of the model, in their order, to the float32 numbers of a file. */
export function setWeights(model: tf.LayersModel, file: string): void {
  const all = new Float32Array(Deno.readFileSync(file).buffer);
  let at = 0;
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map(({ shape, size }) => {
        at += size;
        return tf.tensor(all.subarray(at - size, at), shape);
      }),
    );
  });
  if (at !== all.length) throw new RangeError(`${file} has ${all.length} weights, the model ${at}`);
}
