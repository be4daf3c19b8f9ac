import * as tf from "@tensorflow/tfjs";

/** The part of a model before one of its layers, with the same weights. */
export function partBefore(
  model: tf.LayersModel,
  layer: tf.layers.Layer,
  name: string,
): tf.LayersModel {
  return tf.model({
    inputs: model.inputs,
    outputs: layer.getInputAt(0) as tf.SymbolicTensor,
    name,
  });
}
