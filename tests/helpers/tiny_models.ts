import {
  denseAutoencoder,
  type DenseOptions,
  denseVariationalAutoencoder,
  Random,
} from "@autoencoders";
import { type Variational } from "../../lib/models/variational/networks.ts";

/** A network on 4×4 images that trains in no time. */
export function tiny(options: Partial<DenseOptions> = {}, seed = 1) {
  return denseAutoencoder({ widths: [8], latent: 3, height: 4, width: 4, ...options }, seed);
}

/** `n` random bytes. */
export function bytesOf(n: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: n }, () => random.bits());
}

/** The same with mean and log-variance. */
export function tinyVariational(options: Partial<Variational<DenseOptions>> = {}, seed = 1) {
  const size = { widths: [8], latent: 3, height: 4, width: 4 };
  return denseVariationalAutoencoder({ ...size, ...options }, seed);
}
