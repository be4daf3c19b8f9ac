import { deepStrictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { nativeBackends, normals, on, sameAsStock } from "../against_stock.ts";
import { activations } from "../../../lib/backend/ops/elementwise/activations.ts";
import { biasActivation, unary } from "../../../lib/backend/ops/elementwise/jobs.ts";
import type { SharedMemoryBackend } from "../../../lib/backend/runtime/backend.ts";
import { checkGradient } from "../finite_differences.ts";

const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 88, -88, 104, -104, 1e-30, -1e-30, 6, 7];

// deno-lint-ignore no-explicit-any
const functions: [name: string, f: (x: any) => tf.Tensor][] = [
  ["abs", tf.abs],
  ["ceil", tf.ceil],
  ["elu", tf.elu],
  ["erf", tf.erf],
  ["exp", tf.exp],
  ["expm1", tf.expm1],
  ["floor", tf.floor],
  ["leakyRelu", (x) => tf.leakyRelu(x, 0.3)],
  ["log", tf.log],
  ["log1p", tf.log1p],
  ["neg", tf.neg],
  ["reciprocal", tf.reciprocal],
  ["relu", tf.relu],
  ["relu6", tf.relu6],
  ["rsqrt", tf.rsqrt],
  ["selu", tf.selu],
  ["sigmoid", tf.sigmoid],
  ["softplus", tf.softplus],
  ["sqrt", tf.sqrt],
  ["square", tf.square],
  ["step", (x) => tf.step(x, 0.5)],
  ["tanh", tf.tanh],
];

for (const [name, f] of functions) {
  Deno.test(`${name} is the stock backend's for any length, at NaN and at infinity too`, () =>
    fc.assert(
      fc.property(fc.nat(70), fc.nat(), fc.constantFrom(0.01, 1, 30), (n, seed, scale) => {
        const values = [...normals([n], seed).values].map((v) => v * scale);
        sameAsStock(1e-6, () => [f(tf.tensor1d([...special, ...values]))]);
      }),
      { numRuns: 15 },
    ));
}

Deno.test("functions that several threads share are the stock backend's", () =>
  sameAsStock(1e-6, () => {
    const x = normals([3, 41, 257], 1).toTensor();
    return [tf.relu(x), tf.exp(x), tf.tanh(x), tf.log(tf.abs(x))];
  }));

const side = fc.constantFrom(1, 2, 3, 5, 8, 17);
/** A shape and two others that broadcast to it. */
const pair = fc.tuple(fc.array(side, { maxLength: 4 }), fc.nat(), fc.nat(), fc.nat(4), fc.nat(4))
  .map(([shape, maskA, maskB, cutA, cutB]) => {
    const part = (mask: number, cut: number) =>
      shape.map((n, i) => mask >> i & 1 ? 1 : n).slice(Math.min(cut, shape.length));
    return cutA < cutB ? [shape, part(maskB, cutB)] : [part(maskA, cutA), part(maskB, 0)];
  });

// deno-lint-ignore no-explicit-any
const operations: [name: string, f: (a: any, b: any) => tf.Tensor][] = [
  ["add", tf.add],
  ["sub", tf.sub],
  ["mul", tf.mul],
  ["div", tf.div],
  ["maximum", tf.maximum],
  ["minimum", tf.minimum],
  ["squaredDifference", tf.squaredDifference],
];

for (const [name, f] of operations) {
  Deno.test(`${name} broadcasts as the stock backend does`, () =>
    fc.assert(
      fc.property(pair, fc.nat(), ([a, b], seed) =>
        sameAsStock(1e-6, () => [f(normals(a, seed).toTensor(), normals(b, seed + 1).toTensor())])),
      { numRuns: 40 },
    ));
}

Deno.test("broadcasting arithmetic that threads share is the stock backend's", () =>
  sameAsStock(1e-6, () => {
    const x = normals([9, 13, 11, 24], 1).toTensor(), row = normals([24], 2).toTensor();
    const images = normals([9, 1, 1, 24], 3).toTensor(), column = normals([13, 1, 1], 4).toTensor();
    return [tf.add(x, row), tf.mul(x, images), tf.sub(column, x), tf.div(x, tf.scalar(3))];
  }));

Deno.test("empty tensors have empty results", () =>
  sameAsStock(0, () => {
    const none = tf.zeros([0, 3]);
    return [tf.relu(none), tf.add(none, tf.ones([3])), tf.mul(none, none), tf.sum(none)];
  }));

Deno.test("the gradients of the smooth functions agree with finite differences", () => {
  const smooth = [tf.elu, tf.sigmoid, tf.tanh, tf.softplus, tf.relu, tf.selu, tf.exp, tf.log1p];
  for (const name of nativeBackends) {
    for (const f of smooth) {
      checkGradient(name, (x) => f(x), [[0.31, 0.7, 1.3, 2.1, 0.05, 0.9, 1.7]]);
    }
  }
});

Deno.test("int32 and bool tensors are converted and computed with as in the stock backend", () => {
  sameAsStock(0, () => [
    tf.add(tf.tensor1d([7, -7], "int32"), tf.tensor1d([2, 2], "int32")),
    tf.cast(tf.tensor1d([3, -4], "int32"), "float32"),
    tf.add(tf.cast(tf.tensor1d([true, false], "bool"), "float32"), 0.5),
    tf.add(tf.cast(tf.tensor1d([true, false], "bool"), "int32"), tf.tensor1d([1, 1], "int32")),
    tf.cast(tf.tensor1d([1.7, -1.7]), "int32"),
  ]);
  deepStrictEqual(tf.cast(tf.tensor1d([3], "int32"), "float32").dtype, "float32");
});

Deno.test("the code of each activation selects the function of its name", () => {
  for (const backendName of nativeBackends) {
    on(backendName, () => {
      const backend = tf.backend() as SharedMemoryBackend, count = 96, parameter = 0.3;
      for (const { name, code } of activations) {
        const x = backend.address(normals([count], 1).toTensor());
        const byName = backend.output([count]), byCode = backend.output([count]);
        const map = `map${name[0].toUpperCase()}${name.slice(1)}` as keyof typeof unary;
        backend.run(unary[map], { count }, { x, y: byName.address, parameter });
        backend.values(byCode.info).set(normals([count], 1).values as Float32Array);
        const args = { activation: code, y: byCode.address, columns: count, bias: 0, parameter };
        backend.run(biasActivation, { count: 1 }, args);
        deepStrictEqual(backend.values(byCode.info), backend.values(byName.info), name);
        for (const { info } of [byName, byCode]) backend.disposeData(info.dataId);
      }
      return [];
    });
  }
});
