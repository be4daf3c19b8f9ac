import * as tf from "@tensorflow/tfjs";
import {
  autoencoderFrom,
  buildAutoencoder,
  denseAutoencoder,
  type DenseOptions,
  denseVariationalAutoencoder,
  type ImageSet,
  Random,
} from "@autoencoders";

const size = { widths: [8], latent: 3, height: 4, width: 4 };

/** A network for 4×4 images that trains in no time. */
export function tiny(options: Partial<DenseOptions> = {}, seed = 1) {
  return denseAutoencoder({ ...size, ...options }, seed);
}

/** The variational version of {@linkcode tiny}. */
export function tinyVariational(options: Partial<DenseOptions> = {}, seed = 1) {
  return denseVariationalAutoencoder({ ...size, ...options }, seed);
}

/** {@linkcode tiny} with every kind of weight. */
export function tinyWithAllWeights(seed = 3) {
  return tiny({ batchNormalization: true, dropout: 0.1, activation: "gelu" }, seed);
}

/** A network of the same size, padded and initialised as in PyTorch. */
export function tinyAsInPyTorch(seed = 1) {
  return buildAutoencoder({
    ...{ name: "as in PyTorch", height: 4, width: 4, channels: 1, latent: 2 },
    ...{ initializer: "pytorch", output: "sigmoid" },
    encoder: [
      { type: "convolution", filters: 2, stride: 2, padding: 1 }, // [n, 2, 2, 2]
      { type: "globalAveragePooling" },
    ],
    decoder: [
      { type: "reshape", shape: [1, 1, 2] },
      { type: "transposedConvolution", filters: 1, kernel: 6, padding: 1 }, // [n, 4, 4, 1]
    ],
  }, seed);
}

/** A network of the same size whose encoder and decoder are models of tfjs with a skip connection each. */
export function skipping() {
  const through = (input: tf.SymbolicTensor, units: number, outputs: number) => {
    const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
      layer.apply(x) as tf.SymbolicTensor;
    const inner = apply(tf.layers.dense({ units, activation: "relu" }), input);
    const both = apply(tf.layers.concatenate(), [input, inner]);
    return apply(tf.layers.dense({ units: outputs }), apply(tf.layers.layerNormalization(), both));
  };
  const image = tf.input({ shape: [4, 4, 1] }), code = tf.input({ shape: [3] });
  const flat = tf.layers.flatten().apply(image) as tf.SymbolicTensor;
  const encoder = tf.model({ inputs: image, outputs: through(flat, 8, 3) });
  const decoder = tf.model({ inputs: code, outputs: through(code, 8, 16) });
  const model = autoencoderFrom({ encoder, decoder, name: "skipping", output: "sigmoid" });
  for (const { weights } of [encoder, decoder]) weights.forEach((weight) => weight.dispose());
  return model;
}

/** `n` random bytes. */
export function bytesOf(n: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: n }, () => random.bits());
}

/** The images repeated in their order up to `count`, which is more than a batch. */
export function repeated(images: ImageSet, count = 1010): ImageSet {
  return images.select(Int32Array.from({ length: count }, (_, i) => i % images.count));
}
