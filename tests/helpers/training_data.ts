import { type Autoencoder, type ImageSet, imageSet, Random } from "@autoencoders";

/** Images with a bright row and a bright column at random places; the label is the column. */
export function crosses(count: number, seed: number, side = 4): ImageSet {
  const random = new Random(seed), size = side * side;
  const pixels = new Uint8Array(count * size), labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const row = random.integer(side), column = labels[i] = random.integer(side);
    for (let j = 0; j < side; j++) {
      pixels[i * size + row * side + j] = 255;
      pixels[i * size + j * side + column] = 255;
    }
  }
  return imageSet(pixels, { height: side, width: side, labels });
}

/** Every weight as it is. */
export function weightsOf(model: Autoencoder): number[][] {
  return model.weights.map((weight) => [...weight.read().dataSync()]);
}
