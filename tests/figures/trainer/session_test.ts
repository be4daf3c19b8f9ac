/** A session of the page trains as `fit` does, whatever the reader does in between. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { denseAutoencoder, fit, type ImageSet } from "@autoencoders";
import * as tf from "@tensorflow/tfjs";
import { binaryCrossEntropy, meanSquaredError } from "../../../lib/backend/mod.ts";
import type { TrainingData } from "../../../lib/figures/trainer/data.ts";
import type { Reply, Settings, TrainingProgress } from "../../../lib/figures/trainer/protocol.ts";
import { meanImageLoss, Session } from "../../../lib/figures/trainer/session.ts";
import { RECONSTRUCTIONS } from "../../../lib/figures/trainer/view.ts";
import { run } from "../../../lib/figures/playground/page/inference.js";
import { crosses } from "../../helpers/training_data.ts";

const data: TrainingData = { name: "crosses", train: crosses(300, 1), heldOut: crosses(40, 2) };
const settings: Settings = {
  images: 300, // 3 steps an epoch
  widths: [12],
  latent: 5,
  latentActivation: "relu",
  loss: "mse",
  learningRate: 0.01,
  seed: 7,
};

/** A session, what it tells, and a wait for what it will tell. */
class Listener {
  readonly replies: Reply[] = [];
  readonly session: Session;
  readonly done: Promise<void>;
  #told = Promise.withResolvers<void>();

  constructor(changes: Partial<Settings>, running: boolean, images = data) {
    this.session = new Session({ ...settings, ...changes }, images, running, (reply) => {
      this.replies.push(reply);
      this.#told.resolve();
      this.#told = Promise.withResolvers();
    });
    this.done = this.session.run();
  }

  async until(enough: () => boolean): Promise<void> {
    let over = false;
    const done = this.done.finally(() => over = true);
    while (!enough()) {
      ok(!over, `the session ended too early: ${JSON.stringify(this.replies.at(-1))}`);
      await Promise.race([this.#told.promise, done]);
    }
  }

  get progress(): TrainingProgress[] {
    return this.replies.flatMap((reply) => reply.type === "progress" ? [reply.progress] : []);
  }

  get steps(): number {
    return this.progress.at(-1)?.steps ?? 0;
  }

  get views() {
    return this.replies.flatMap((reply) => reply.type === "view" ? [reply.view] : []);
  }

  /** Takes one step and waits for the view after it. */
  async step(): Promise<void> {
    const { steps } = this;
    this.session.step();
    await this.until(() => this.views.at(-1)!.steps > steps && this.steps > steps);
  }

  async end(): Promise<void> {
    this.session.end();
    await this.done;
  }
}

/** The losses of `fit` for the same settings; with a change of the learning rate at a step, if it is given. */
async function libraryLosses(epochs: number, change?: { step: number; rate: number }) {
  const { widths, latent, latentActivation, loss, learningRate, seed } = settings;
  const model = denseAutoencoder(
    { widths: [...widths], latent, latentActivation, height: 4, width: 4 },
    seed,
  );
  const { records } = await fit(model, data.train, {
    epochs,
    loss,
    ...change
      ? { schedule: (step) => step < change.step ? learningRate : change.rate }
      : { learningRate },
    seed,
    validation: data.heldOut,
  });
  model.dispose();
  return records.map(({ epoch, loss, validationLoss }) => ({ epoch, loss, validationLoss }));
}

Deno.test("a session has the losses of fit, to the bit, whatever steps, pauses and views come between", async () => {
  const listener = new Listener({}, false);
  await listener.until(() => listener.views.length > 0);
  for (let i = 0; i < 4; i++) await listener.step();
  listener.session.resume();
  await listener.until(() => listener.steps > 60);
  listener.session.pause();
  await listener.until(() => listener.views.at(-1)!.steps === listener.steps);
  listener.session.resume();
  const losses = () => listener.progress.flatMap(({ epochLosses }) => epochLosses);
  await listener.until(() => losses().length > 100);
  await listener.end();
  deepStrictEqual(losses().slice(1, 101), await libraryLosses(100));
  strictEqual(losses()[0].epoch, 0);
});

Deno.test("a learning rate changed at a step has the losses of fit with that schedule, to the bit", async () => {
  const listener = new Listener({}, false);
  await listener.until(() => listener.views.length > 0);
  for (let i = 0; i < 4; i++) await listener.step();
  throws(() => listener.session.setLearningRate(0), /learningRate must be positive .*, got 0/);
  listener.session.setLearningRate(0.002);
  listener.session.resume();
  const losses = () => listener.progress.flatMap(({ epochLosses }) => epochLosses);
  await listener.until(() => losses().length > 20);
  await listener.end();
  deepStrictEqual(losses().slice(1, 21), await libraryLosses(20, { step: 4, rate: 0.002 }));
});

Deno.test("each point of the curve is the mean of its batches: of an epoch in single steps, its loss", async () => {
  const listener = new Listener({}, false);
  await listener.until(() => listener.views.length > 0);
  for (let i = 0; i < 4; i++) await listener.step();
  await listener.end();
  const points = listener.progress.flatMap(({ training }) => training);
  deepStrictEqual(points.map(([epochs]) => epochs), [1 / 3, 2 / 3, 1, 4 / 3]);
  const [[, a], [, b], [, c]] = points, [{ loss }] = await libraryLosses(1);
  const mean = (128 * a + 128 * b + 44 * c) / 300;
  ok(Math.abs(mean - loss) < 1e-12, `${mean}, not ${loss}`);
});

Deno.test("a paused session takes no step by itself, and one for each time that it is asked", async () => {
  const listener = new Listener({}, false);
  await listener.until(() => listener.views.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  strictEqual(listener.views.at(-1)!.steps, 0);
  await listener.step();
  await listener.step();
  await new Promise((resolve) => setTimeout(resolve, 50));
  strictEqual(listener.views.at(-1)!.steps, 2);
  deepStrictEqual(listener.progress.map(({ seconds }) => seconds >= 0), [true, true, true]);
  await listener.end();
  strictEqual(listener.steps, 2);
});

Deno.test("a view has the network, which computes the reconstructions that it shows", async () => {
  const listener = new Listener({ latentActivation: "linear" }, false);
  await listener.until(() => listener.views.length > 0);
  await listener.step();
  const { encoder, decoder, reconstructions, plane, units } = listener.views.at(-1)!;
  await listener.end();
  for (let i = 0; i < RECONSTRUCTIONS; i++) {
    const image = Float32Array.from(data.heldOut.slice(i, i + 1).pixels, (value) => value / 255);
    const output = run(decoder, run(encoder, image));
    output.forEach((value, j) => ok(Math.abs(255 * value - reconstructions[16 * i + j]) < 0.51));
  }
  strictEqual(plane.points.length, 2 * data.heldOut.count);
  strictEqual(units.deviations.length, settings.latent);
});

Deno.test("the axes of the map keep their direction from view to view", async () => {
  const listener = new Listener({ latentActivation: "linear" }, false);
  await listener.until(() => listener.views.length > 0);
  for (let i = 0; i < 12; i++) await listener.step();
  await listener.end();
  const axes = listener.views.map(({ plane }) => plane.axes), k = settings.latent;
  for (let i = 1; i < axes.length; i++) {
    for (const axis of [0, 1]) {
      let product = 0;
      for (let j = axis * k; j < (axis + 1) * k; j++) product += axes[i - 1][j] * axes[i][j];
      ok(product >= 0, `view ${i}: axis ${axis} turned over`);
    }
  }
});

Deno.test("a network of which all units are dead is shown, with every unit named", async () => {
  const black: ImageSet = data.heldOut.with(new Uint8Array(data.heldOut.pixels.length));
  const listener = new Listener({}, false, { ...data, heldOut: black });
  await listener.until(() => listener.views.length > 0);
  deepStrictEqual(listener.views[0].units.dead, [0, 1, 2, 3, 4]);
  await listener.end();
});

Deno.test("a session that diverges ends by itself and says at which step", async () => {
  const listener = new Listener({ learningRate: 1e38, latentActivation: "linear" }, true);
  await listener.done;
  const last = listener.replies.at(-1)!;
  ok(last.type === "ended" && /became (NaN|-?Infinity)/.test(last.message), JSON.stringify(last));
});

Deno.test("settings that the library refuses are refused by its own message", () => {
  const start = (changes: Partial<Settings>) => () =>
    new Session({ ...settings, ...changes }, data, false, () => {});
  throws(start({ widths: [12, NaN] }), /widths|units/);
  throws(start({ latent: 0 }), /latent.*got 0/);
  throws(start({ seed: -1 }), /seed.*got -1/);
  throws(start({ learningRate: -1 }), /learningRate must be positive and finite, got -1/);
});

Deno.test("a session replaced before it began trains nothing and leaves no weights", async () => {
  const before = tf.memory().numTensors;
  const session = new Session(settings, data, true, () => ok(false, "it told something"));
  session.end();
  await session.run();
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("the baseline is the library's loss of the mean image", () => {
  const { train, heldOut } = data;
  tf.tidy(() => {
    const mean = train.tensor().mean(0, true).clipByValue(1e-7, 1 - 1e-7);
    const outputs = mean.tile([heldOut.count, 1, 1, 1]),
      logits = outputs.div(outputs.neg().add(1)).log();
    const mse = meanSquaredError(heldOut.tensor(), outputs).dataSync()[0];
    const bce = binaryCrossEntropy(heldOut.tensor(), logits).dataSync()[0];
    ok(Math.abs(meanImageLoss(train, heldOut, "mse") - mse) < 1e-6);
    ok(Math.abs(meanImageLoss(train, heldOut, "bce") - bce) < 1e-6);
  });
});
