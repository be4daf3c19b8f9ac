import { type Autoencoder, type ImageSet, imageSet, Random } from "@autoencoders";

/** 4×4 images with something to learn: bright where a random row meets a random column. */
export function crosses(count: number, seed: number): ImageSet {
  const random = new Random(seed), pixels = new Uint8Array(count * 16);
  for (let i = 0; i < count; i++) {
    const row = random.integer(4), column = random.integer(4);
    for (let j = 0; j < 4; j++) {
      pixels[i * 16 + row * 4 + j] = 255;
      pixels[i * 16 + j * 4 + column] = 255;
    }
  }
  return imageSet(pixels, { height: 4, width: 4 });
}

/** Every weight as it is. */
export function weightsOf(model: Autoencoder): number[][] {
  return model.weights.map((weight) => [...weight.read().dataSync()]);
}
