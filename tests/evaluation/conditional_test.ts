/** Variational autoencoders whose condition is the label. */
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  binarize,
  convolutionalVariationalAutoencoder,
  denseAutoencoder,
  denseVariationalAutoencoder,
  evaluate,
  evidence,
  fit,
  imageSet,
  importanceBound,
  loadAutoencoder,
  ofClasses,
  prior,
  Random,
  sampleImages,
  useBackend,
  type VariationalAutoencoder,
} from "@autoencoders";
import { close } from "../helpers/close.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { crosses, resumeUntilDone, weightsOf } from "../helpers/training_data.ts";

/** The label is the bright column, one of 4; the row is random. */
const train = binarize(crosses(512, 1)), test = binarize(crosses(128, 2));
const network = { widths: [32], latent: 3, height: 4, width: 4 };
const options = { epochs: 40, batchSize: 64, seed: 1, learningRate: 0.01 };

await useBackend({ prefer: "wasm", threads: 1 });
const conditional = denseVariationalAutoencoder({ ...network, classes: 4 }, 1);
const { last } = await fit(conditional, train, { ...options, validation: test });

Deno.test("with the label as a condition the code need not have it: the bound is better by almost ln 4", async () => {
  const plain = denseVariationalAutoencoder(network, 1);
  await fit(plain, train, options);
  const without = evidence(plain, test, new Random(1), 10);
  const given = evidence(conditional, test, new Random(1), 10);
  ok(given.elbo > without.elbo + 0.7 * Math.log(4), `${without.elbo} to ${given.elbo}`);
  // the rows are one of four at random: nothing predicts them
  ok(given.elbo < -0.9 * Math.log(4) && without.elbo < -0.9 * Math.log(16), `${given.elbo}`);
  close([given.bitsPerPixel], [-given.elbo / Math.LN2 / 16], 1e-9);
  ok(importanceBound(conditional, test, 20, new Random(1)).bound > given.elbo);
  close([-last!.validationLoss!], [given.elbo], 0.3);
  plain.dispose();
});

Deno.test("images generated for a label have its bright column", () => {
  for (const label of [0, 1, 2, 3]) {
    const { pixels } = sampleImages(conditional.given(label), prior(3), 50, new Random(label));
    let bright = 0;
    for (let i = 0; i < 50; i++) {
      bright += Number([0, 1, 2, 3].every((row) => pixels[i * 16 + row * 4 + label] > 127));
    }
    ok(bright > 45, `${bright} of 50 for ${label}`);
  }
});

Deno.test("given() is a coder of one class: its images are reconstructed better than by another's", () => {
  const twos = ofClasses(test, [2]);
  const right = evaluate(conditional.given(2), twos), wrong = evaluate(conditional.given(0), twos);
  ok(right.mse < 0.3 * wrong.mse, `${right.mse}, ${wrong.mse}`);
  strictEqual(right.name, `${conditional.name}, label 2`);
});

Deno.test("the graph that is trained gives what encoder and decoder give with the label", () => {
  tf.tidy(() => {
    const { mean } = conditional.infer(test), label = tf.oneHot([...test.labels!], 4);
    const whole = conditional.logits.predict([test.tensor(), label.cast("float32")]) as tf.Tensor;
    const codes = conditional.codesWithLabels(mean, test.labels);
    const parts = conditional.likelihood.predict(codes) as tf.Tensor;
    close([...whole.dataSync()], [...parts.dataSync()], 1e-4);
  });
});

Deno.test("a convolutional network with labels trains, resumes to the same bits and reopens", async () => {
  const build = () => {
    const small = {
      height: 4,
      width: 4,
      latent: 2,
      filters: [2, 3, 3] as [number, number, number],
      hidden: 6,
    };
    return convolutionalVariationalAutoencoder({ ...small, classes: 4 }, 3);
  };
  const run = { ...options, epochs: 1 }, whole = build();
  await fit(whole, train, run);
  await inTempFolder(async (folder) => {
    const checkpoint = { file: `${folder}/run`, everySeconds: 0 }, resumed = build();
    await resumeUntilDone(3, (more) => fit(resumed, train, { ...run, ...more, checkpoint }));
    deepStrictEqual(weightsOf(resumed), weightsOf(whole));
    resumed.dispose();
    await whole.save(`${folder}/model`);
    const twin = await loadAutoencoder(`${folder}/model`) as VariationalAutoencoder;
    strictEqual(
      evidence(twin, test, new Random(1)).elbo,
      evidence(whole, test, new Random(1)).elbo,
    );
    twin.dispose();
  });
  whole.dispose();
});

Deno.test("labels that are missing or no class, and calls without one, are refused with what to do", async () => {
  const bare = imageSet(test.pixels, { height: 4, width: 4, maximum: test.maximum });
  const { name } = conditional, before = tf.memory().numTensors;
  throws(() => evidence(conditional, bare, new Random(1)), {
    name: "RangeError",
    message: `${name} needs the labels of 128 images, got none`,
  });
  await rejects(fit(conditional, bare, options), {
    message: `${name} needs the labels of 128 images, got none`,
  });
  const five = bare.with(bare.pixels, new Uint8Array(128).fill(5));
  throws(() => evidence(conditional, five, new Random(1)), {
    name: "RangeError",
    message: "labels must be in 0–3, got 5 at 0",
  });
  throws(() => evaluate(conditional, test), {
    name: "RangeError",
    message: `${name} needs the label of each image: use given(label).decode(…), by class`,
  });
  throws(() => conditional.given(4), { message: "label must be an integer in 0–3, got 4" });
  await rejects(fit(conditional, train, { ...options, loss: "bce" }), {
    name: "RangeError",
    message: 'a network whose condition is the label has the loss "elbo" only, got bce',
  });
  throws(() => denseAutoencoder({ ...network, classes: 4 }, 1), {
    name: "RangeError",
    message: "classes is an option of variational autoencoders only",
  });
  strictEqual(tf.memory().numTensors, before);
});
