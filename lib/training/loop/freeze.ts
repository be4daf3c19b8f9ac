import type { Autoencoder } from "../../models/mod.ts";

/**
 * Freezes layers: training leaves their weights as they are.
 *
 * @param names "encoder", "decoder" or names of layers, as `model.layers()` lists them
 * @returns undoes it
 * @throws {RangeError} there is no such layer, or none would be left to train
 */
export function freeze(model: Autoencoder, names: readonly string[]): () => void {
  const layers = model.logits.layers.filter((layer) => layer.weights.length > 0);
  const known = ["encoder", "decoder", ...layers.map(({ name }) => name)];
  for (const name of names) {
    if (!known.includes(name)) {
      throw new RangeError(`frozen must list some of ${known.join(", ")}, got ${name}`);
    }
  }
  const chosen = layers.filter(({ name }) =>
    names.includes(name) || names.includes(name.split("_")[0])
  );
  const before = chosen.map((layer) => layer.trainable);
  const unfreeze = () => chosen.forEach((layer, i) => layer.trainable = before[i]);
  for (const layer of chosen) layer.trainable = false;
  if (model.logits.trainableWeights.length === 0) {
    unfreeze();
    throw new RangeError(`frozen leaves no layer to train, got ${names.join(", ")}`);
  }
  return unfreeze;
}
