import * as tf from "@tensorflow/tfjs";
import { isChosen } from "../../backend/mod.ts";
import { SeededDropout } from "../../models/mod.ts";
import { sayOnce } from "../../progress/mod.ts";
import { isReplayable } from "../optimizers/optimizer.ts";
import type { Run } from "./run.ts";

/** The classes of tfjs that sample, without the seed of the run. */
const sampling = [
  "Dropout",
  "SpatialDropout1D",
  "GaussianNoise",
  "GaussianDropout",
  "AlphaDropout",
];

/** Says, once for each, what makes a run slower than others, or different from one with the same seed. */
export function giveNotices({ model, optimizer, options }: Run): void {
  const backend = tf.getBackend();
  // 14 times: dense-32 with the products of kernels.wasm, on two cores.
  if (backend === "cpu" && !isChosen()) {
    sayOnce(
      "fit: the stock cpu backend of tfjs is selected, which is at least 14 times slower than ours; " +
        "await useBackend() selects ours",
    );
  }
  const slow = typeof options.loss === "function" && "a loss that is a function" ||
    !isReplayable(optimizer) && `the optimizer ${optimizer.constructor.name}`;
  if (slow && backend.startsWith("native")) {
    sayOnce(`fit: with ${slow} steps are not recorded and replayed; each takes more time`);
  }
  const unseeded = innermost(model.logits.layers).find((layer) =>
    sampling.includes(layer.getClassName()) && !(layer instanceof SeededDropout)
  );
  if (unseeded) {
    sayOnce(
      `fit: ${unseeded.getClassName()} of tfjs samples without the seed of the run, so results differ from run ` +
        'to run; a layer { type: "dropout" } and the option corrupt use the seed',
    );
  }
}

/** The layers, and those of the models among them. */
function innermost(layers: tf.layers.Layer[]): tf.layers.Layer[] {
  return layers.flatMap((layer) =>
    layer instanceof tf.LayersModel ? innermost(layer.layers) : [layer]
  );
}
