import {
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

/** `n` random bytes. */
export function bytesOf(n: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: n }, () => random.bits());
}

/** The images repeated in their order up to `count`, which is more than a batch. */
export function repeated(images: ImageSet, count = 1010): ImageSet {
  return images.select(Int32Array.from({ length: count }, (_, i) => i % images.count));
}
