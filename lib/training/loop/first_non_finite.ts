import * as tf from "@tensorflow/tfjs";
import type { Autoencoder } from "../../models/mod.ts";

/**
 * Names the first layer with a weight that is NaN or infinite, or else the first whose output for
 * `inputs` is: in words, for an error message.
 */
export function firstNonFinite(model: Autoencoder, inputs: tf.Tensor): string {
  return tf.tidy(() => {
    const layers = model.logits.layers.slice(1);
    const broken = layers.find((layer) => !layer.getWeights().every(allFinite));
    if (broken) return `the weights of ${broken.name}`;
    let x = inputs;
    for (const layer of layers) {
      x = layer.call(x, {}) as tf.Tensor;
      if (!allFinite(x)) return `the output of ${layer.name}`;
    }
    return "the loss itself";
  });
}

function allFinite(tensor: tf.Tensor): boolean {
  return tensor.dataSync().every(Number.isFinite);
}
