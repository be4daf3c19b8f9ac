import { buildAutoencoder } from "../../lib/models/mod.ts";
import { fit, type Monitor } from "../../lib/training/mod.ts";
import { useBackend } from "../../lib/backend/mod.ts";
import { ImageSet } from "../../lib/images.ts";
import type { Build } from "./protocol.ts";
import { setWeights } from "./layers.ts";
import type { Trainer } from "./serve.ts";
import { specOf } from "./spec.ts";

/** The implementation of the matrix products. */
export type ProductChoice = "blas" | "wasm";

/**
 * A network that is trained as in a notebook: buildAutoencoder, useBackend, fit. The monitor, for
 * which fit waits after each batch, pauses it between turns.
 *
 * @throws {Error} `product` is "blas", and no BLAS was found
 */
export async function oursTrainer(
  { network, images, weights, threads }: Pick<Build, "network" | "images" | "weights" | "threads">,
  product: ProductChoice,
): Promise<Trainer> {
  const backend = await useBackend({ prefer: product === "wasm" ? "wasm" : "auto", threads });
  if (product === "blas" && !["openblas", "accelerate"].includes(backend.gemm)) {
    throw new Error(`no BLAS was found: ${backend.note ?? "the product is " + backend.gemm}`);
  }
  const model = buildAutoencoder(specOf(network), 1);
  setWeights(model.logits, weights);
  const pixels = Deno.readFileSync(images);
  const set = new ImageSet(pixels, { height: 28, width: 28, maximum: 1 });
  const { batch: batchSize, loss } = network;

  const gate = new StepGate();
  const monitor = [gate];
  const begin = () =>
    fit(model, set, { epochs: 1e9, batchSize, loss, seed: 1, monitor }).catch(gate.fail);
  let begun = false;
  return {
    train(enough) {
      const losses = gate.until(enough);
      if (!begun) begin();
      begun = true;
      return losses;
    },
    parameters: model.countParams(),
    versions: { deno: Deno.version.deno, v8: Deno.version.v8 },
    note: [backend.gemm, backend.simd, `${backend.threads} threads`, backend.note].filter(Boolean)
      .join(", "),
  };
}

/** Lets fit() train the requested number of batches, then pauses it. */
class StepGate implements Monitor {
  #losses: number[] = [];
  #sum = 0;
  #enough: (losses: number[]) => boolean = () => false;
  #go: () => void = () => {};
  #done = Promise.withResolvers<number[]>();

  /** The losses of the next batches, until `enough`. */
  until(enough: (losses: number[]) => boolean): Promise<number[]> {
    this.#losses = [];
    this.#enough = enough;
    this.#done = Promise.withResolvers();
    this.#go();
    return this.#done.promise;
  }

  batch({ batch, loss }: { batch: number; loss: number }): Promise<void> | void {
    // fit() reports the mean over the epoch so far; the loss of the batch is the increase of the
    // sum.
    if (batch === 1) this.#sum = 0;
    this.#losses.push(loss * batch - this.#sum);
    this.#sum = loss * batch;
    if (!this.#enough(this.#losses)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#go = resolve;
    this.#done.resolve(this.#losses);
    return promise;
  }

  fail = (error: unknown) => this.#done.reject(error);
}
