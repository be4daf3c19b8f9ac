import { deepStrictEqual, ok, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { binaryCrossEntropy, meanSquaredError, useBackend } from "../../../lib/backend/mod.ts";
import { nativeBackends, normals, sameAsStock } from "../against_stock.ts";
import { checkGradient } from "../finite_differences.ts";

Deno.test("both losses and both their gradients are the stock backend's, for any length", () => {
  for (const n of [1, 3, 4, 1023, 4099, 40_007]) {
    sameAsStock(2e-6, () => {
      const t = tf.sigmoid(normals([n], 1).toTensor()), z = tf.mul(normals([n], 2).toTensor(), 9);
      return [binaryCrossEntropy, meanSquaredError].flatMap((loss) => [
        loss(t, z),
        ...tf.grads((t, z) => loss(t, z))([t, z]),
        tf.grad((z) => tf.mul(loss(t, z), 3))(z),
      ]);
    }, 0); // gradients of a mean are small
  }
});

Deno.test("the cross-entropy of an untrained network, whose logits are 0, is ln 2, for any length", async () => {
  for (const prefer of ["wasm", "openblas"] as const) {
    await useBackend({ prefer, threads: 1 });
    for (const n of [1, 511, 512, 513, 40_007]) {
      const [loss] = tf.tidy(() => binaryCrossEntropy(tf.ones([n]), tf.zeros([n])).dataSync());
      ok(Math.abs(loss - Math.LN2) < 1e-6, `${prefer}, ${n}: ${loss}`);
    }
  }
});

Deno.test("the gradients of the losses agree with finite differences", () => {
  const z = [0.3, -1.2, 2, -0.1, 0.8], t = () => tf.tensor1d([0, 1, 0.5, 0.25, 1]);
  for (const name of nativeBackends) {
    checkGradient(name, (z) => binaryCrossEntropy(t(), z), z);
    checkGradient(name, (z) => meanSquaredError(t(), z), z);
  }
});

Deno.test("a NaN in the output makes the loss NaN, and the gradient only there", () => {
  const t = () => tf.ones([9]), z = () => tf.tensor1d([0, 1, NaN, -3, 4, 5, 6, 7, NaN]);
  for (const loss of [binaryCrossEntropy, meanSquaredError]) {
    sameAsStock(2e-6, () => [loss(t(), z()), tf.grad((z) => loss(t(), z))(z())], 0);
  }
});

Deno.test("binaryCrossEntropy() is finite for logits of any size, and so is its gradient", () =>
  tf.tidy(() => {
    const targets = tf.tensor1d([1, 0, 1, 0]), logits = tf.tensor1d([-500, 500, 500, -500]);
    deepStrictEqual([...binaryCrossEntropy(targets, logits).dataSync()], [250]);
    const gradient = tf.grad((z) => binaryCrossEntropy(targets, z))(logits);
    deepStrictEqual([...gradient.dataSync()], [-0.25, 0.25, 0, 0]);
  }));

Deno.test("the losses reject different shapes, with both in the message", () =>
  tf.tidy(() => {
    throws(() => binaryCrossEntropy(tf.zeros([2]), tf.zeros([3])), /2.*3/);
    throws(() => meanSquaredError(tf.zeros([2, 1]), tf.zeros([2])), /2,1.*2/);
  }));

Deno.test("the losses of int32 and bool targets are those of the same numbers in float32", async () => {
  for (const prefer of ["cpu", "wasm"] as const) {
    await useBackend({ prefer, threads: 1 });
    const outputs = tf.tensor1d([1, 2, 0]), floats = tf.tensor1d([1, 0, 1]);
    for (const targets of [tf.tensor1d([1, 0, 1], "int32"), tf.tensor1d([1, 0, 1], "bool")]) {
      for (const loss of [meanSquaredError, binaryCrossEntropy]) {
        const [mine] = loss(targets, outputs).dataSync();
        const [right] = loss(floats, outputs).dataSync();
        ok(Math.abs(mine - right) < 1e-6, `${prefer}, ${targets.dtype}: ${mine}, not ${right}`);
      }
    }
  }
});
