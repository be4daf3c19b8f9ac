import type { Autoencoder } from "../../models/mod.ts";

/**
 * Freezes layers and returns what thaws them.
 *
 * @param names "encoder", "decoder" or names of layers, as `model.layers()` tells them
 * @throws {RangeError} there is no such layer, or nothing would be left to train
 */
export function freeze(model: Autoencoder, names: readonly string[]): () => void {
  const layers = model.logits.layers.filter((layer) => layer.weights.length > 0);
  const known = ["encoder", "decoder", ...layers.map(({ name }) => name)];
  for (const name of names) {
    if (!known.includes(name)) {
      throw new RangeError(`frozen must be of ${known.join(", ")}, got ${name}`);
    }
  }
  const chosen = layers.filter(({ name }) =>
    names.includes(name) || names.includes(name.split("_")[0])
  );
  const before = chosen.map((layer) => layer.trainable);
  const thaw = () => chosen.forEach((layer, i) => layer.trainable = before[i]);
  for (const layer of chosen) layer.trainable = false;
  if (model.logits.trainableWeights.length === 0) {
    thaw();
    throw new RangeError(`frozen leaves nothing to train, got ${names.join(", ")}`);
  }
  return thaw;
}
