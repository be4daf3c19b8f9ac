import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { accuracy, codesFrom, fitLinearProbe } from "@autoencoders";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

const points = codesFrom(fixture.points, fixture.dimensions);

Deno.test("a linear probe reaches the loss of scikit-learn's logistic regression", () => {
  const { penalty, logLoss, norm, accuracy: theirs } = fixture.regression;
  const before = tf.memory().numTensors;
  const probe = fitLinearProbe(points, fixture.labels, { penalty });
  const squares = probe.weights.reduce((sum, value) => sum + value ** 2, 0);
  close([probe.loss + penalty / 2 * squares], [logLoss + penalty / 2 * norm], 1e-4);
  close([squares], [norm], 0.02 * norm);
  strictEqual(accuracy(fixture.labels, probe.predict(points)), theirs);
  const probabilities = probe.probabilities(points);
  for (let i = 0; i < 60; i++) {
    close([probabilities.subarray(3 * i, 3 * i + 3).reduce((sum, p) => sum + p)], [1], 1e-5);
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("a dead unit says nothing to a probe, whatever it is later", () => {
  const probe = fitLinearProbe(codesFrom([0, 5, 1, 5, 9, 5, 10, 5], 2), [0, 0, 1, 1]);
  deepStrictEqual([...probe.predict(codesFrom([0, 99, 10, -99], 2))], [0, 1]);
  ok(probe.loss < 0.1);
});

Deno.test("a linear probe refuses codes of another length, with both in the message", () => {
  const probe = fitLinearProbe(points, fixture.labels, { rounds: 1 });
  throws(() => probe.predict(codesFrom([1, 2], 2)), {
    name: "RangeError",
    message: /4 numbers, got 2/,
  });
  throws(() => fitLinearProbe(points, [1]), { name: "RangeError", message: /60 labels, got 1/ });
});
