import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { imageSet, Random, useBackend } from "@autoencoders";
import { LearnedCodec, type PixelEpoch, trainPixelModel } from "../../../lib/codec/mod.ts";
import { FloatNetwork } from "../../../lib/codec/learned/float_network.ts";
import { checkNetwork } from "../../../lib/codec/learned/network.ts";
import { PixelPredictor } from "../../../lib/codec/learned/predictor.ts";

/** Images of a frame and a diagonal that are easy to predict, and a few random pixels. */
function drawings(count: number, seed: number) {
  const random = new Random(seed), side = 8;
  const pixels = Uint8Array.from({ length: count * side * side }, (_, i) => {
    const x = i % side, y = Math.floor(i / side) % side;
    return Number(x === y || random.uniform() < 0.03);
  });
  return imageSet(pixels, { height: side, width: side, maximum: 1 });
}

const small = { channels: 4, blocks: 1, radius: 2, batchSize: 10, seed: 1 };

Deno.test("training makes a model whose files are as small as the last epoch says", async () => {
  await useBackend({ prefer: "wasm", threads: 2 });
  const told: PixelEpoch[] = [], validation = drawings(200, 2);
  const options = { ...small, epochs: 6, roundedEpochs: 2, validation };
  const { model, records } = await trainPixelModel(drawings(400, 1), {
    ...options,
    epoch: (record) => told.push(record),
  });
  deepStrictEqual(told, records);
  deepStrictEqual(records.map(({ rounded }) => rounded), [
    ...Array(6).fill(false),
    ...Array(2).fill(true),
  ]);
  const codec = new LearnedCodec(model), stream = codec.encode(validation.pixels);
  deepStrictEqual(codec.decode(stream, 200), validation.pixels);
  const expected = records.at(-1)!.validationBytes!, bytes = stream.length / 200;
  ok(Math.abs(bytes - expected) < 0.02, `${bytes} bytes an image, ${expected} expected`);
  ok(bytes < 0.6 * records[0].bytes);
  const again = await trainPixelModel(drawings(400, 1), options);
  strictEqual(again.model.sha256, model.sha256, "the same seed gives the same bits");
  const other = await trainPixelModel(drawings(400, 1), { ...options, seed: 2 });
  ok(other.model.sha256 !== model.sha256);
});

Deno.test("a model for the inside of files of few images has fewer bytes", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const options = { ...small, epochs: 4, roundedEpochs: 2 }, images = drawings(400, 1);
  const apart = await trainPixelModel(images, options);
  const inside = await trainPixelModel(images, { ...options, insideFilesOf: 200 });
  const sizes = [apart, inside].map(({ model }) => model.bytes.length);
  ok(sizes[1] < 0.9 * sizes[0], `${sizes}`);
  const bytes = [apart, inside].map(({ records }) => records.at(-1)!.bytes);
  const whole = sizes.map((size, i) => size / 200 + bytes[i]);
  ok(whole[1] < whole[0], `${whole} bytes an image with the model`);
  await rejects(
    trainPixelModel(images, { ...options, insideFilesOf: 0 }),
    /insideFilesOf must be an integer of at least 1, got 0/,
  );
});

Deno.test("fixed weights stay at their integers, those nearest to them first", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const shape = {
    ...{ height: 8, width: 8, channels: 4, blocks: 1, radius: 2 },
    ...{ windowBits: 4, blockBits: 5, outputBits: 5 },
  };
  using network = new FloatNetwork(shape, new Random(1));
  const weights = network.variables[0], before = weights.dataSync().slice();
  const distance = (value: number) => Math.abs(value * 16 - Math.round(value * 16));
  await network.fix(0.5);
  const half = weights.dataSync().slice(),
    fixed = [...half.keys()].filter((i) => !distance(half[i]));
  strictEqual(fixed.length, half.length / 2);
  const free = [...half.keys()].filter((i) => !fixed.includes(i));
  const furthest = Math.max(...fixed.map((i) => distance(before[i])));
  ok(free.every((i) => distance(before[i]) >= furthest && half[i] === before[i]));
  tf.tidy(() => weights.assign(tf.add(weights, 0.3)));
  network.restoreFixed();
  const moved = weights.dataSync();
  ok(fixed.every((i) => moved[i] === half[i]) && free.every((i) => moved[i] !== half[i]));
  await network.fix(1);
  ok(weights.dataSync().every((value) => !distance(value)));
});

Deno.test("fixed weights compute in floats what the integers compute, on every backend", async () => {
  for (const prefer of ["wasm", "auto", "cpu"] as const) {
    await useBackend({ prefer, threads: 2 });
    for (const [windowBits, blockBits] of [[4, 5], [6, 6], [8, 7]]) {
      const images = drawings(3, 3);
      const shape = {
        ...{ height: 8, width: 8, channels: 16, blocks: 3, radius: 3 },
        ...{ windowBits, blockBits, outputBits: 5 },
      };
      using floats = new FloatNetwork(shape, new Random(5));
      const network = await floats.integers();
      checkNetwork(network);
      await floats.fix(1);
      const logits = tf.tidy(() =>
        floats.logits(tf.squeeze(images.tensor(), [3]) as tf.Tensor3D, true).dataSync()
      );
      const integers: number[] = [], predictor = new PixelPredictor(network);
      for (let n = 0; n < 3; n++) {
        predictor.run((logit, pixel) => {
          integers.push(logit / 2 ** 11);
          return images.image(n)[pixel];
        });
      }
      deepStrictEqual([...logits], integers, `${prefer}, ${windowBits} and ${blockBits} bits`);
    }
  }
});

Deno.test("bits that would clip weights or leave the exact integers are taken away before the rounding", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const fine = { ...small, epochs: 2, roundedEpochs: 1, windowBits: 12, blockBits: 12 };
  const { model: { network } } = await trainPixelModel(drawings(100, 1), fine);
  checkNetwork(network);
  ok(
    network.windowBits < 9 && network.blockBits < 10,
    `${network.windowBits}, ${network.blockBits}`,
  );
  for (const tensor of [network.window, ...network.weights]) {
    ok(tensor.filter((weight) => Math.abs(weight) === 127).length <= 0.02 * tensor.length);
  }
});

Deno.test("training goes on from a model, of whose size the network then is", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const images = drawings(200, 1), first = await trainPixelModel(images, { ...small, epochs: 6 });
  const options = { seed: 2, epochs: 1, roundedEpochs: 1, batchSize: 10, learningRate: 1e-3 };
  const { model, records } = await trainPixelModel(images, { ...options, initial: first.model });
  deepStrictEqual(model.network.channels, 4);
  ok(records[0].bytes < 1.1 * first.records.at(-1)!.bytes, "it begins where the model is");
  await rejects(
    () => trainPixelModel(images, { ...options, initial: first.model, channels: 8 }),
    /channels must be 4, as of initial, got 8/,
  );
});

Deno.test("an abort signal ends the training, and no tensor is left", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const before = tf.memory().numTensors, controller = new AbortController();
  const training = trainPixelModel(drawings(200, 1), {
    ...small,
    epochs: 1000,
    signal: controller.signal,
    progress: () => controller.abort(new Error("enough")),
  });
  await rejects(training, /enough/);
  await trainPixelModel(drawings(20, 1), { ...small, epochs: 1 });
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("training that diverges is an error, and no tensor is left", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const before = tf.memory().numTensors;
  for (const epochs of [1, 4]) {
    const training = trainPixelModel(drawings(40, 1), { ...small, epochs, learningRate: 1e38 });
    await rejects(training, {
      name: "RangeError",
      message: /became (NaN|.*infinite|Infinity); a low/,
    });
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("training refuses grey images, sizes that differ and unknown or wrong options", async () => {
  const images = drawings(20, 1), grey = imageSet(images.pixels, { height: 8, width: 8 });
  const cases: [object, RegExp, typeof images?][] = [
    [{}, /images must be binary, .* got 1 of maximum 255; use binarize/, grey],
    [{ validation: grey }, /validation must be binary/],
    [
      { validation: imageSet(new Uint8Array(4), { height: 2, width: 2, maximum: 1 }) },
      /validation must be of the size 8 × 8, got 2 × 2/,
    ],
    [{ chanels: 4 }, /unknown option chanels, did you mean channels\? Known options: .*channels/],
    [{ epochs: 0 }, /epochs must be an integer of at least 1, got 0/],
    [{ channels: 0 }, /channels must be an integer in 1–128, got 0/],
    [{ learningRate: -1 }, /learningRate must be at least 0, got -1/],
  ];
  for (const [options, message, set = images] of cases) {
    await rejects(() => trainPixelModel(set, { ...small, epochs: 1, ...options }), message);
  }
});
