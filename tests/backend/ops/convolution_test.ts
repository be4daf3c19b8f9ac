import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import {
  convolutions,
  imagesAndFilter,
  nativeBackends,
  normals,
  on,
  sameAsStock,
} from "../against_stock.ts";
import { checkGradient } from "../finite_differences.ts";

// Relative to the largest number of a result. Sums in another order differ by about 1e-7, and
// Winograd transforms, which are used for 3×3 convolutions of stride 1 with 8 channels or more, by
// about 1e-6.
const TOLERANCE = 1e-5;

Deno.test("a convolution and both its gradients are the stock backend's, for every shape", () =>
  fc.assert(
    fc.property(convolutions, (shape) =>
      sameAsStock(TOLERANCE, () => {
        const { x, w } = imagesAndFilter(shape), { strides, pad, seed } = shape;
        const convolve = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, strides, pad);
        const y = convolve(x, w), dy = normals(y.shape, seed + 2).toTensor();
        const [dx, dw] = tf.grads((x, w) => convolve(x as tf.Tensor4D, w as tf.Tensor4D))(
          [x, w],
          dy,
        );
        return [y, dx, dw];
      })),
    { numRuns: 300 },
  ));

Deno.test("a dilated convolution is the stock backend's", () =>
  fc.assert(
    fc.property(convolutions, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (
      shape,
      down,
      across,
    ) => {
      sameAsStock(TOLERANCE, () => {
        const { x, w } = imagesAndFilter({
          ...shape,
          height: shape.height + 9,
          width: shape.width + 8,
        });
        return [tf.conv2d(x, w, 1, "same", "NHWC", [down, across])];
      });
    }),
    { numRuns: 100 },
  ));

// tfjs has no gradients of dilated convolutions, but its kernels do.
Deno.test("the gradients of a dilated, strided convolution are its adjoints", () =>
  fc.assert(
    fc.property(convolutions, fc.integer({ min: 1, max: 3 }), (shape, dilation) => {
      const { strides, pad } = shape, wide = { ...shape, height: shape.height + 9 };
      const attributes = { strides, pad, dataFormat: "NHWC", dilations: dilation };
      for (const name of nativeBackends) {
        const [y, dx, dw, size] = on(name, () => {
          const { x, w } = imagesAndFilter({ ...wide, width: shape.width + 9 });
          const run = (kernel: string, inputs: tf.NamedTensorMap, more: object) =>
            tf.engine().runKernel(kernel, inputs, { ...attributes, ...more }) as tf.Tensor;
          const y = run("Conv2D", { x, filter: w }, {});
          const dy = normals(y.shape, shape.seed + 2).toTensor();
          const dx = run("Conv2DBackpropInput", { dy, filter: w }, { inputShape: x.shape });
          const dw = run("Conv2DBackpropFilter", { x, dy }, { filterShape: w.shape });
          return [y.mul(dy).sum(), dx.mul(x).sum(), dw.mul(w).sum(), y.mul(dy).abs().sum()];
        }).map(({ values }) => values[0]);
        ok(Math.abs(y - dx) <= TOLERANCE * (size + 1), `${name}: ⟨dX, x⟩ is ${dx}, not ${y}`);
        ok(Math.abs(y - dw) <= TOLERANCE * (size + 1), `${name}: ⟨dW, w⟩ is ${dw}, not ${y}`);
      }
    }),
    { numRuns: 100 },
  ));

Deno.test("the gradients of a small convolution agree with finite differences", () => {
  for (const [channels, filters] of [[1, 2], [4, 1], [8, 8]]) {
    const x = normals([1, 4, 5, channels], 1).toTensor() as tf.Tensor4D;
    const w = normals([3, 3, channels, filters], 2).toTensor() as tf.Tensor4D;
    for (const name of nativeBackends) {
      for (const stride of [1, 2]) {
        const convolve = (x: tf.Tensor, w: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same");
        checkGradient(name, (x) => convolve(x, w), x.arraySync());
        if (w.size < 100) checkGradient(name, (w) => convolve(x, w), w.arraySync());
      }
    }
  }
});

Deno.test("a convolution has NaN and infinity where the stock backend has them", () =>
  fc.assert(
    fc.property(convolutions, fc.constantFrom(NaN, Infinity, -Infinity), fc.nat(), (
      shape,
      odd,
      place,
    ) => {
      // The outputs of a Winograd tile share its inputs, and with them a NaN: see the next test.
      fc.pre(shape.channels % 4 !== 0 || shape.filters % 4 !== 0 || shape.kernel[0] !== 3);
      sameAsStock(TOLERANCE, () => {
        const { x } = imagesAndFilter(shape), values = x.dataSync();
        if (values.length) values[place % values.length] = odd;
        const w = tf.ones<tf.Rank.R4>([...shape.kernel, shape.channels, shape.filters]);
        return [tf.conv2d(tf.tensor4d(values, x.shape), w, shape.strides, shape.pad)];
      });
    }),
    { numRuns: 150 },
  ));

Deno.test("a NaN passes through Winograd tiles, at least to where the stock backend has it", () => {
  const values = normals([1, 9, 9, 8], 1).values as Float32Array;
  values[8 * (9 * 4 + 4)] = NaN;
  const compute = () => {
    const w = normals([3, 3, 8, 8], 2).toTensor() as tf.Tensor4D;
    return [tf.conv2d(tf.tensor4d(values, [1, 9, 9, 8]), w, 1, "same")];
  };
  const [{ values: expected }] = on("cpu", compute);
  for (const name of nativeBackends) {
    const [{ values: got }] = on(name, compute);
    expected.forEach((value, i) => ok(!Number.isNaN(value) || Number.isNaN(got[i])));
    strictEqual(Number.isNaN(got[0]), false);
  }
});

/** A 3×3 convolution of an image [12, 12, 64] in double precision, with zeros around the image. */
function exactConvolution(x: Float32Array, w: Float32Array, filters: number): Float64Array {
  const result = new Float64Array(144 * filters);
  for (let p = 0; p < 144; p++) {
    for (let tap = 0; tap < 9; tap++) {
      const row = Math.floor(p / 12) + Math.floor(tap / 3) - 1, column = p % 12 + tap % 3 - 1;
      if (row < 0 || column < 0 || row > 11 || column > 11) continue;
      for (let c = 0; c < 64; c++) {
        const value = x[64 * (12 * row + column) + c], from = filters * (64 * tap + c);
        for (let f = 0; f < filters; f++) result[filters * p + f] += value * w[from + f];
      }
    }
  }
  return result;
}

// 64 → 16 channels use tiles of 2×2 outputs, 64 → 128 tiles of 4×4.
for (const filters of [16, 128]) {
  Deno.test(`from 64 to ${filters} channels the error of Winograd tiles is a few roundings of float32`, () => {
    const x = normals([1, 12, 12, 64], 1), w = normals([3, 3, 64, filters], 2);
    const exact = exactConvolution(x.values as Float32Array, w.values as Float32Array, filters);
    for (const name of nativeBackends) {
      const [{ values }] = on(name, () => {
        return [tf.conv2d(x.toTensor() as tf.Tensor4D, w.toTensor() as tf.Tensor4D, 1, "same")];
      });
      let squares = 0, errors = 0;
      for (let p = 0; p < 144; p++) {
        for (let f = 0; f < filters; f++) {
          const right = exact[filters * p + f];
          squares += right ** 2;
          errors += (values[filters * p + f] - right) ** 2;
        }
      }
      const relative = Math.sqrt(errors / squares);
      ok(relative < 1e-6, `${name}: relative error ${relative}`);
    }
  });
}

Deno.test("wide 3×3 convolutions and their gradients are the stock backend's, at odd sizes too", () =>
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
      fc.constantFrom([64, 128], [128, 64], [92, 96]),
      fc.constantFrom<"same" | [[0, 0], [number, number], [number, number], [0, 0]]>(
        "same",
        [[0, 0], [2, 3], [3, 2], [0, 0]],
      ),
      ([height, width], [channels, filters], pad) =>
        sameAsStock(TOLERANCE, () => {
          const x = normals([2, height, width, channels], 1).toTensor() as tf.Tensor4D;
          const w = normals([3, 3, channels, filters], 2).toTensor() as tf.Tensor4D;
          const convolve = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, 1, pad);
          const y = convolve(x, w), dy = normals(y.shape, 3).toTensor();
          const both = tf.grads((x, w) => convolve(x as tf.Tensor4D, w as tf.Tensor4D));
          return [y, ...both([x, w], dy)];
        }),
    ),
    { numRuns: 8 },
  ));

Deno.test("3×3 convolutions of stride 2 and their gradients are the stock backend's, at all sizes and paddings", () =>
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 14, max: 18 }), fc.integer({ min: 14, max: 18 })),
      fc.constantFrom([32, 64], [64, 32], [12, 180]),
      fc.constantFrom<"same" | [[0, 0], [number, number], [number, number], [0, 0]]>(
        "same",
        [[0, 0], [1, 1], [1, 1], [0, 0]],
        [[0, 0], [2, 3], [3, 2], [0, 0]],
        [[0, 0], [4, 5], [5, 4], [0, 0]],
      ),
      ([height, width], [channels, filters], pad) =>
        sameAsStock(TOLERANCE, () => {
          const x = normals([1, height, width, channels], 1).toTensor() as tf.Tensor4D;
          const w = normals([3, 3, channels, filters], 2).toTensor() as tf.Tensor4D;
          const convolve = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, 2, pad);
          const y = convolve(x, w), dy = normals(y.shape, 3).toTensor();
          const both = tf.grads((x, w) => convolve(x as tf.Tensor4D, w as tf.Tensor4D));
          return [y, ...both([x, w], dy)];
        }),
    ),
    { numRuns: 12 },
  ));

Deno.test("a large image, many channels and a wide kernel are convolved, block by block", () => {
  const cases: [number[], number[], number][] = [
    [[1, 300, 301, 3], [5, 5, 3, 4], 1],
    [[1, 130, 140, 16], [3, 3, 16, 20], 1],
    [[1, 13, 14, 96], [3, 3, 96, 88], 1],
    [[1, 9, 9, 700], [3, 3, 700, 12], 2],
    [[1, 60, 70, 32], [3, 3, 32, 64], 2],
    [[3, 40, 40, 1], [11, 11, 1, 5], 3],
  ];
  for (const [shape, kernel, stride] of cases) {
    sameAsStock(TOLERANCE, () => {
      const x = normals(shape, 1).toTensor() as tf.Tensor4D;
      const w = normals(kernel, 2).toTensor() as tf.Tensor4D;
      return [tf.conv2d(x, w, stride, "same")];
    });
  }
});

Deno.test("two runs of a convolution's gradients have the same bits", () => {
  for (const name of nativeBackends) {
    for (const [channels, stride] of [[1, 1], [3, 1], [16, 1], [128, 2]]) {
      const run = () =>
        on(name, () => {
          const x = normals([7, 16, 16, channels], 1).toTensor() as tf.Tensor4D;
          const w = normals([3, 3, channels, 16], 2).toTensor() as tf.Tensor4D;
          const convolve = (x: tf.Tensor, w: tf.Tensor) =>
            tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same");
          const dy = normals(convolve(x, w).shape, 3).toTensor();
          return tf.grads(convolve)([x, w], dy);
        }).map(({ values }) => [...new Uint32Array(values.buffer)]);
      deepStrictEqual(run(), run());
    }
  }
});
