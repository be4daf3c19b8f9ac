/** fit() on images that come in shards. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import {
  fit,
  type FitOptions,
  type ImageSet,
  imageSet,
  type Shards,
  useBackend,
} from "@autoencoders";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { tiny } from "../../helpers/tiny_models.ts";
import { crosses, invertPixels, resumeUntilDone, weightsOf } from "../../helpers/training_data.ts";

const images = crosses(100, 1);

/** The images in shards of these sizes. */
function shardsOf(set: ImageSet, sizes: number[], count = set.count): Shards {
  return {
    count,
    async *[Symbol.asyncIterator]() {
      for (let at = 0, i = 0; i < sizes.length; at += sizes[i++]) {
        yield await Promise.resolve(set.slice(at, at + sizes[i]));
      }
    },
  };
}

async function train(data: ImageSet | Shards, options: Partial<FitOptions> = {}, model = tiny()) {
  try {
    const history = await fit(model, data, { epochs: 3, batchSize: 16, seed: 5, ...options });
    return { ...history, weights: weightsOf(model), notes: model.notes };
  } finally {
    model.dispose();
  }
}

Deno.test("one shard of whole batches trains to the bits of the same images in memory, with noise too", async () => {
  const set = images.slice(0, 96);
  for (const options of [{}, { augment: invertPixels, corrupt: invertPixels, validation: set }]) {
    const whole = await train(set, options), sharded = await train(shardsOf(set, [96]), options);
    deepStrictEqual(sharded.weights, whole.weights);
    deepStrictEqual(sharded.notes, whole.notes);
  }
});

Deno.test("whatever the sizes of the shards, an epoch takes every image once, in whole batches but the last", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      async (sizes, batchSize) => {
        const count = sizes.reduce((sum, size) => sum + size, 0);
        const pixels = new Uint8Array(count * 16);
        for (let i = 0; i < count; i++) pixels[i * 16] = i;
        const batches: number[][] = [];
        const loss = (target: tf.Tensor4D, output: tf.Tensor4D) => {
          const first = tf.slice(target, [0, 0, 0, 0], [-1, 1, 1, 1]).dataSync();
          batches.push(Array.from(first, (value) => Math.round(value * 255)));
          return tf.losses.meanSquaredError(target, output) as tf.Scalar;
        };
        const set = imageSet(pixels, { height: 4, width: 4 });
        const { records } = await train(shardsOf(set, sizes), { epochs: 1, batchSize, loss });
        strictEqual(records.length, 1);
        const full = Math.floor(count / batchSize), rest = count % batchSize;
        const lengths = [...Array(full).fill(batchSize), ...rest ? [rest] : []];
        deepStrictEqual(batches.map(({ length }) => length), lengths);
        const seen = batches.flat().sort((a, b) => a - b);
        deepStrictEqual(seen, Array.from({ length: count }, (_, i) => i));
      },
    ),
    { numRuns: 10 },
  ));

Deno.test("a run on shards resumes in the middle of a shard to the bits of an uninterrupted one", async () => {
  const shards = shardsOf(images, [40, 25, 35]), options = { augment: invertPixels };
  const whole = await train(shards, options);
  await inTempFolder(async (folder) => {
    const checkpoint = { file: `${folder}/run`, everySeconds: 0 };
    const { outcome, interruptions } = await resumeUntilDone(
      3,
      (more) => train(shards, { ...options, ...more, checkpoint }),
    );
    ok(interruptions > 3);
    deepStrictEqual(outcome.weights, whole.weights);
    await rejects(train(shardsOf(images, [99], 99), { ...options, checkpoint }), {
      message: /another run: its images was "100 in shards", now it is "99 in shards"/,
    });
  });
});

Deno.test("steps on shards are replayed to the same bits, and leave no tensor behind", async () => {
  await useBackend({ threads: 1 });
  try {
    const shards = shardsOf(images, [48, 20, 32]), before = tf.memory().numTensors;
    const replayed = await train(shards);
    strictEqual(tf.memory().numTensors, before);
    Deno.env.set("AUTOENCODERS_REPLAY", "0");
    deepStrictEqual((await train(shards)).weights, replayed.weights);
  } finally {
    Deno.env.delete("AUTOENCODERS_REPLAY");
    await useBackend({ prefer: "cpu" });
  }
});

const wide = imageSet(new Uint8Array(20), { height: 4, width: 5 });
const binary = imageSet(new Uint8Array(16), { height: 4, width: 4, maximum: 1 });
const each = (...sets: unknown[]): Shards => ({
  count: 2,
  async *[Symbol.asyncIterator]() {
    for (const set of sets) yield await Promise.resolve(set as ImageSet);
  },
});
const one = images.slice(0, 1);
const again = "; every epoch iterates them anew, which a generator that has run cannot do";

const refusals: [shards: () => unknown, message: string][] = [
  [
    () => shardsOf(images, [40, 40]),
    `the shards have only 80 images in an epoch, their count is 100${again}`,
  ],
  [
    () => shardsOf(images, [40, 40], 60),
    `the shards have more than 60 images in an epoch, their count is 60${again}`,
  ],
  [
    () => Object.assign(shardsOf(images, [100])[Symbol.asyncIterator](), { count: 100 }),
    `the shards have only 0 images in an epoch, their count is 100${again}`,
  ],
  [() => each(one, wide), "shard 2 must be 4×4×1 for this network, got 4×5×1"],
  [() => each(one, binary), "shard 2 must have maximum 255, got 1"],
  [() => each(one, new Uint8Array(16)), "shard 2 must be an ImageSet, got a Uint8Array"],
  [
    () => shardsOf(images, [100])[Symbol.asyncIterator](),
    "count of the shards, the images of all together, must be an integer of at least 1, got undefined",
  ],
];

Deno.test("shards that are not what they say are refused, with what they are", async () => {
  const before = tf.memory().numTensors;
  for (const [shards, message] of refusals) {
    await rejects(
      train(shards() as Shards),
      (error: Error) => (strictEqual(error.message, message), true),
    );
  }
  strictEqual(tf.memory().numTensors, before);
});
