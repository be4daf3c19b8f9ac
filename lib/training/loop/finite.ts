import * as tf from "@tensorflow/tfjs";
import type { Autoencoder } from "../../models/mod.ts";

/**
 * The first layer, in the order of the network, that has a weight which is not a finite number, or
 * else that makes one of these inputs; in words for a message.
 */
export function firstNotFinite(model: Autoencoder, inputs: tf.Tensor): string {
  return tf.tidy(() => {
    const layers = model.logits.layers.slice(1);
    const broken = layers.find((layer) => layer.getWeights().some((weight) => !finite(weight)));
    if (broken) return `the weights of ${broken.name}`;
    let x = inputs;
    for (const layer of layers) {
      x = layer.call(x, {}) as tf.Tensor;
      if (!finite(x)) return `the output of ${layer.name}`;
    }
    return "the loss itself";
  });
}

function finite(tensor: tf.Tensor): boolean {
  return tensor.dataSync().every(Number.isFinite);
}
