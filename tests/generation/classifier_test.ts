import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { fitClassifier, type ImageSet, imageSet, Random } from "@autoencoders";

/** 4×4 images of noise with one white row, which is the class. */
function rows(count: number, seed: number): ImageSet {
  const random = new Random(seed), labels = new Uint8Array(count);
  const pixels = Uint8Array.from({ length: count * 16 }, () => random.integer(120));
  for (let i = 0; i < count; i++) {
    labels[i] = random.integer(4);
    pixels.fill(255, i * 16 + labels[i] * 4, i * 16 + labels[i] * 4 + 4);
  }
  return imageSet(pixels, { height: 4, width: 4, labels });
}

const train = rows(300, 1), test = rows(1100, 2);
const options = { seed: 3, epochs: 12, widths: [16, 5], batchSize: 32, learningRate: 0.01 };

Deno.test("a classifier learns separable classes, and its probabilities sum to 1", async () => {
  const classifier = await fitClassifier(train, options);
  ok(classifier.accuracy(test) > 0.95, `${classifier.accuracy(test)}`);
  const probabilities = classifier.probabilities(test);
  strictEqual(probabilities.length, 1100 * 4);
  for (let i = 0; i < probabilities.length; i += 4) {
    ok(Math.abs(probabilities.subarray(i, i + 4).reduce((a, b) => a + b) - 1) < 1e-5);
  }
  const correct = classifier.predict(test).filter((label, i) => label === test.labels![i]).length;
  strictEqual(classifier.accuracy(test), correct / 1100);
  deepStrictEqual([classifier.classes, classifier.featureCount], [4, 5]);
  const features = classifier.features(test);
  deepStrictEqual([features.count, features.dimensions], [1100, 5]);
  ok(features.values.every((value) => value >= 0), "after a ReLU");
  classifier.dispose();
});

Deno.test("the same seed gives the same classifier; training reports progress and leaks no tensor", async () => {
  const before = tf.memory().numTensors, shares: number[] = [];
  const brief = { ...options, epochs: 1 };
  const [one, twin, other] = [
    await fitClassifier(train, { ...brief, progress: (share) => shares.push(share) }),
    await fitClassifier(train, brief),
    await fitClassifier(train, { ...brief, seed: 4 }),
  ];
  deepStrictEqual(one.probabilities(test), twin.probabilities(test));
  ok(one.probabilities(test).some((value, i) => value !== other.probabilities(test)[i]));
  strictEqual(shares.at(-1), 1);
  [one, twin, other].forEach((classifier) => classifier.dispose());
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("aborting the training rejects with the reason and leaks no tensor", async () => {
  const before = tf.memory().numTensors, stop = new AbortController();
  const progress = () => stop.abort(new Error("enough"));
  const running = fitClassifier(train, { ...options, epochs: 500, signal: stop.signal, progress });
  await rejects(running, { message: "enough" });
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("a classifier whose loss or weights become NaN or infinite is an error that says when, and leaks no tensor", async () => {
  const before = tf.memory().numTensors;
  for (const [epochs, batchSize] of [[1, 32], [2, 300], [12, 100]]) {
    const run = fitClassifier(train, { ...options, epochs, batchSize, learningRate: 3e38 });
    await rejects(run, {
      name: "RangeError",
      message: /^the classifier's training diverged: .* in epoch [12], after \d+ images; a lower/,
    });
  }
  // A single step leaves finite weights, but not finite outputs.
  const once = { ...options, epochs: 1, batchSize: 300, learningRate: 3e38 };
  const classifier = await fitClassifier(train, once);
  throws(() => classifier.predict(test), {
    name: "RangeError",
    message: /outputs .* are NaN or inf/,
  });
  classifier.dispose();
  strictEqual(tf.memory().numTensors, before);
});

const unlabelled = imageSet(train.pixels, { height: 4, width: 4 });
const refusals: [string, () => Promise<unknown>, RegExp][] = [
  ["images without labels", () => fitClassifier(unlabelled, options), /needs images with labels/],
  ["no epochs", () => fitClassifier(train, { ...options, epochs: 0 }), /^epochs .* got 0$/],
  ["no layers", () => fitClassifier(train, { ...options, widths: [] }), /layers .* got 0$/],
];
for (const [what, run, message] of refusals) {
  Deno.test(`fitClassifier() refuses ${what}`, () => rejects(run, { name: "RangeError", message }));
}

Deno.test("a classifier refuses images of another size, and its accuracy() images without labels", async () => {
  const classifier = await fitClassifier(train, { ...options, epochs: 1 });
  throws(() => classifier.predict(imageSet(new Uint8Array(9), { height: 3, width: 3 })), {
    name: "RangeError",
    message: "images must be 4×4×1 for this network, got 3×3×1",
  });
  throws(() => classifier.accuracy(unlabelled), {
    name: "RangeError",
    message: /^a classifier needs images with labels/,
  });
  classifier.dispose();
});
