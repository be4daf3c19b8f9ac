import { type Autoencoder, type FitOptions, type ImageSet, imageSet, Random } from "@autoencoders";

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

/** `n` random images of 28×28 pixels that are 0 or `maximum`, one in five of them bright. */
export function sparseImages(n: number, maximum = 255): ImageSet {
  const random = new Random(1);
  const pixels = Uint8Array.from({ length: n * 784 }, () => random.uniform() > 0.8 ? maximum : 0);
  return imageSet(pixels, { height: 28, width: 28, maximum });
}

/** Inverts each pixel with probability `share`. */
export function invertPixels(images: ImageSet, random: Random, share = 0.1): ImageSet {
  const { pixels, maximum } = images;
  return images.with(pixels.map((value) => random.uniform() < share ? maximum - value : value));
}

/** The numbers of every weight. */
export function weightsOf(model: Autoencoder): number[][] {
  return model.weights.map((weight) => [...weight.read().dataSync()]);
}

/** Options that interrupt a run after its `batches`-th batch. */
export function stopAfter(batches: number): Pick<FitOptions, "monitor" | "signal"> {
  const controller = new AbortController();
  let seen = 0;
  const batch = () => {
    if (++seen === batches) controller.abort();
  };
  return { monitor: { batch }, signal: controller.signal };
}

/**
 * Calls `train` again and again, each time interrupted after `batches` batches, until the run ends.
 *
 * @returns the last outcome and how often the run was interrupted
 */
export async function resumeUntilDone<T extends { ended: string }>(
  batches: number,
  train: (options: Pick<FitOptions, "monitor" | "signal">) => Promise<T>,
): Promise<{ outcome: T; interruptions: number }> {
  for (let interruptions = 0; interruptions < 100; interruptions++) {
    const outcome = await train(stopAfter(batches));
    if (outcome.ended !== "interrupted") return { outcome, interruptions };
  }
  throw new Error("the run makes no progress");
}
