import * as tf from "@tensorflow/tfjs";

/**
 * Batch normalisation (Ioffe & Szegedy 2015) that, once frozen, keeps its running mean and variance
 * and normalises by them, as Keras does; the stock layer goes on learning them.
 */
export function batchNormalization(name: string): tf.layers.Layer {
  // Keras's momentum of .99 needs several hundred steps to forget its start; .9 is PyTorch's.
  const layer = tf.layers.batchNormalization({ name, momentum: 0.9 });
  const stock = layer.call.bind(layer);
  layer.call = (inputs, kwargs) =>
    stock(inputs, { ...kwargs, training: kwargs.training === true && layer.trainable });
  return layer;
}
