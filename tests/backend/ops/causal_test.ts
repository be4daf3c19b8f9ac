import { deepStrictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { causalBlock, causalWindow, fromGrid, meanSquaredError } from "../../../lib/backend/mod.ts";
import { nativeBackends, normals, on, sameAsStock } from "../against_stock.ts";
import { checkGradient } from "../finite_differences.ts";

const taps = [[0, -1], [-1, 0], [-2, 1], [0, -3], [-1, 2]];
const tapTensor = (list = taps) => tf.tensor2d(list, [list.length, 2], "int32");

interface Case {
  images: number;
  height: number;
  width: number;
  channels: number;
  seed: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  images: fc.constantFrom(1, 2, 3, 9),
  height: fc.integer({ min: 1, max: 8 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.constantFrom(3, 4, 16, 32), // 3 has no fast kernel
  seed: fc.nat(1e6),
});

/** The layers of a network of a window and two blocks, and a loss, with all their tensors. */
function tensorsOf({ images, height, width, channels, seed }: Case) {
  const at = (shape: number[], i: number, scale: number) =>
    tf.mul(normals(shape, seed + i).toTensor(), scale);
  return {
    x: tf.relu(at([images, height, width], 0, 1)) as tf.Tensor3D,
    variables: [
      at([taps.length, channels], 1, 0.5),
      at([height, width, channels], 2, 0.5),
      at([5, channels, channels], 3, 0.5 / Math.sqrt(channels)),
      at([channels], 4, 0.5),
      at([5, channels, channels], 5, 0.5 / Math.sqrt(channels)),
      at([channels], 6, 0.5),
    ],
  };
}

function layers(x: tf.Tensor3D, [w0, base, w1, b1, w2, b2]: tf.Tensor[]): tf.Tensor4D[] {
  const clamp = { largest: 2 };
  const first = causalWindow(x, w0 as tf.Tensor2D, base as tf.Tensor3D, tapTensor(), clamp);
  const second = causalBlock(first, w1 as tf.Tensor3D, b1 as tf.Tensor1D, clamp);
  return [first, second, causalBlock(second, w2 as tf.Tensor3D, b2 as tf.Tensor1D)];
}

Deno.test("a window may see pixels on all sides, also beyond the image", () => {
  sameAsStock(1e-5, () => {
    const x = tf.relu(normals([2, 4, 5], 1).toTensor()) as tf.Tensor3D;
    const window = normals([3, 4], 2).toTensor() as tf.Tensor2D;
    const base = normals([4, 5, 4], 3).toTensor() as tf.Tensor3D;
    const around = tapTensor([[1, 0], [3, -2], [-4, 1]]);
    const sum = (window: tf.Tensor) =>
      tf.sum(causalWindow(x, window as tf.Tensor2D, base, around)) as tf.Scalar;
    return [causalWindow(x, window, base, around), tf.grad(sum)(window)];
  });
});

Deno.test("causal layers and all their gradients are those of masked convolutions", () => {
  fc.assert(
    fc.property(cases, (size) =>
      sameAsStock(1e-5, () => {
        const { x, variables } = tensorsOf(size);
        const loss = (...variables: tf.Tensor[]) => {
          const y = fromGrid(layers(x, variables).at(-1)!);
          return meanSquaredError(tf.onesLike(y), y);
        };
        return [...layers(x, variables), ...tf.grads(loss)(variables)];
      }, 1e-2)),
    { numRuns: 20 },
  );
});

Deno.test("the gradient of a block for its input agrees with finite differences", () => {
  const x = [[[[1, 2, 0, 1], [0, 1, 2, 1], [1, 1, 0, 2]], [[2, 0, 1, 1], [1, 0, 0, 1], [
    0,
    2,
    1,
    1,
  ]]]];
  for (const name of nativeBackends) {
    checkGradient(name, (x) => {
      const weights = tf.abs(normals([5, 4, 4], 7).toTensor()) as tf.Tensor3D;
      const grid = tf.pad(x as tf.Tensor4D, [[0, 0], [1, 0], [1, 0], [0, 0]]);
      return causalBlock(grid, weights, tf.ones([4]) as tf.Tensor1D);
    }, x);
  }
});

Deno.test("two runs give the same bits", () => {
  const size = { images: 8, height: 28, width: 28, channels: 16, seed: 3 };
  for (const name of nativeBackends) {
    const run = () =>
      on(name, () => {
        const { x, variables } = tensorsOf(size);
        return tf.grads((...variables) => tf.sum(layers(x, variables)[2]) as tf.Scalar)(variables);
      });
    deepStrictEqual(run(), run());
  }
});

Deno.test("with steps, a layer rounds halves up and passes the gradient through", () => {
  sameAsStock(0, () => {
    const x = tf.tensor3d([[[0, 1], [1, 0]]]), base = tf.zeros([2, 2, 4]) as tf.Tensor3D;
    const window = tf.tensor2d([[0.125, 0.0625, -1, 100]]);
    const layer = (window: tf.Tensor2D) =>
      causalWindow(x, window, base, tapTensor([[0, -1]]), { largest: 8, steps: 8 });
    return [layer(window), tf.grad((w) => tf.sum(layer(w as tf.Tensor2D)))(window)];
  });
});
