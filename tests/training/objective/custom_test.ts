/** What fit() takes in place of a name: a loss, an optimiser, a schedule. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { fit, type FitOptions, type LossFunction, useBackend } from "@autoencoders";
import { close } from "../../helpers/close.ts";
import { tiny } from "../../helpers/tiny_models.ts";
import { crosses, invertPixels, resumeUntilDone, weightsOf } from "../../helpers/training_data.ts";

const images = crosses(40, 1), validation = crosses(20, 2);

/** The losses and the final weights of a run. */
async function train(options: Partial<FitOptions>) {
  const model = tiny({ output: "linear" }, 4);
  const history = await fit(model, images, { epochs: 3, batchSize: 16, seed: 5, ...options });
  const weights = weightsOf(model).flat(), notes = model.notes.training;
  model.dispose();
  return { ...history, losses: history.records.map(({ loss }) => loss), weights, notes };
}

const squared: LossFunction = (target, output) => tf.losses.meanSquaredError(target, output);

Deno.test("a loss function that is the mean squared error trains like mse, with the same validation", async () => {
  const corrupt = invertPixels;
  const own = await train({ loss: squared, validation, corrupt });
  const named = await train({ loss: "mse", validation, corrupt });
  close(own.losses, named.losses, 1e-6);
  close(own.weights, named.weights, 1e-5);
  const figures = ({ records }: typeof own) =>
    records.flatMap(({ validationLoss, validationMse }) => [validationLoss!, validationMse!]);
  close(figures(own), figures(named), 1e-6);
});

Deno.test("mae is the mean absolute error, and training lowers it", async () => {
  const named = await train({ loss: "mae" });
  const own = await train({ loss: (target, output) => tf.mean(tf.abs(tf.sub(target, output))) });
  close(named.losses, own.losses, 1e-6);
  ok(named.losses[2] < named.losses[0]);
});

Deno.test("mae trains to the same bits whether its steps are replayed or not", async () => {
  await useBackend({ threads: 1 });
  const options: Partial<FitOptions> = { loss: "mae", optimizer: "sgd", batchSize: 8 };
  const replayed = await train(options);
  Deno.env.set("AUTOENCODERS_REPLAY", "0");
  try {
    deepStrictEqual((await train(options)).weights, replayed.weights);
  } finally {
    Deno.env.delete("AUTOENCODERS_REPLAY");
    await useBackend({ prefer: "cpu" });
  }
});

Deno.test("a loss function gets inputs, codes and logits, and a penalty on the codes shrinks them", async () => {
  const shapes = new Set<string>();
  const size = async (penalty: number) => {
    const model = tiny({ output: "linear" });
    await fit(model, images, {
      ...{ epochs: 60, batchSize: 40, seed: 1, learningRate: 0.02, corrupt: invertPixels },
      loss(target, output, { inputs, codes, logits }) {
        shapes.add([inputs, target, codes, logits, output].map(({ shape }) => shape).join(" "));
        ok(inputs !== target as tf.Tensor);
        return tf.add(squared(target, output, never), tf.mul(penalty, tf.mean(tf.abs(codes))));
      },
    });
    const codes = model.encode(images), mean = tf.mean(tf.abs(codes)).dataSync()[0];
    model.dispose();
    return mean;
  };
  ok(await size(1) < 0.3 * await size(0));
  deepStrictEqual([...shapes], ["40,4,4,1 40,4,4,1 40,3 40,4,4,1 40,4,4,1"]);
});

const never = undefined as never;

Deno.test("a loss that is not one number is refused, with what it is", async () => {
  const each = (() => tf.zeros([2, 3])) as unknown as LossFunction;
  await rejects(train({ loss: each }), {
    name: "TypeError",
    message: "loss must return a tensor of one number, got a tensor [2,3]; take its tf.mean",
  });
  await rejects(train({ loss: (() => 3) as unknown as LossFunction }), {
    name: "TypeError",
    message: "loss must return a tensor of one number, got 3",
  });
});

Deno.test("a run with functions resumes from its checkpoint to the same bits, another function is refused", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/run.checkpoint`;
  const functions = { loss: squared, schedule: (step: number) => 0.01 / (1 + step) };
  const whole = await train(functions);
  const checkpoint = { file, everySeconds: 0 };
  const { outcome, interruptions } = await resumeUntilDone(
    2,
    (interruption) => train({ ...functions, ...interruption, checkpoint }),
  );
  ok(interruptions > 1);
  deepStrictEqual(outcome.weights, whole.weights);
  await rejects(train({ ...functions, schedule: () => 0.01, checkpoint }), {
    name: "RangeError",
    message: /another run: its schedule was "function schedule, sha256 /,
  });
  await Deno.remove(folder, { recursive: true });
});

for (
  const [name, own] of [
    ["sgd", () => tf.train.sgd(0.05)],
    ["rmsprop", () => tf.train.rmsprop(0.05)],
    ["adam", () => tf.train.adam(0.05)],
    ["momentum", () => tf.train.momentum(0.05, 0.9)],
  ] as const
) {
  Deno.test(`the optimizer ${name} by name trains like that of tfjs, given as it is`, async () => {
    const named = await train({ optimizer: name, learningRate: 0.05 });
    const given = await train({ optimizer: own() });
    close(named.losses, given.losses, 1e-6);
    deepStrictEqual(given.records.map(({ learningRate }) => learningRate), [0.05, 0.05, 0.05]);
    strictEqual((given.notes as Record<string, unknown>).learningRate, 0.05);
  });
}

Deno.test("rmsprop resumes from a checkpoint to the same bits", async () => {
  const folder = await Deno.makeTempDir(), checkpoint = { file: `${folder}/run`, everySeconds: 0 };
  const whole = await train({ optimizer: { kind: "rmsprop", momentum: 0.5 } });
  const { outcome } = await resumeUntilDone(
    2,
    (more) => train({ optimizer: { kind: "rmsprop", momentum: 0.5 }, checkpoint, ...more }),
  );
  deepStrictEqual(outcome.weights, whole.weights);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a given optimiser keeps its state for the next run, follows the schedule and gets its rate back", async () => {
  const optimizer = tf.train.momentum(0.1, 0.9);
  const first = await train({ optimizer, schedule: "cosine" });
  ok(first.records[2].learningRate < 0.02);
  strictEqual((optimizer as unknown as { learningRate: number }).learningRate, 0.1);
  strictEqual((await optimizer.getWeights()).length, 1 + 8);
  optimizer.dispose();
});

/** Averages the gradients of `every` batches, and then takes one step of another optimiser. */
class Accumulated extends tf.Optimizer {
  static className = "Accumulated";
  #sums: tf.NamedTensorMap = {};
  #batches = 0;

  constructor(readonly inner: tf.Optimizer, readonly every: number) {
    super();
  }

  applyGradients(gradients: tf.NamedTensorMap) {
    for (const [name, gradient] of Object.entries(gradients)) {
      const sum = this.#sums[name];
      this.#sums[name] = tf.keep(tf.tidy(() => tf.add(sum ?? 0, tf.div(gradient, this.every))));
      sum?.dispose();
    }
    if (++this.#batches % this.every > 0) return;
    this.inner.applyGradients(this.#sums);
    tf.dispose(this.#sums);
    this.#sums = {};
  }

  getConfig() {
    return {};
  }
}

Deno.test("an optimiser of one's own that accumulates gradients equals larger batches", async () => {
  const accumulated = await train({
    optimizer: new Accumulated(tf.train.sgd(0.1), 4),
    batchSize: 10,
  });
  const large = await train({ optimizer: "sgd", learningRate: 0.1, batchSize: 40 });
  close(accumulated.weights, large.weights, 1e-6);
  ok(Number.isNaN(accumulated.records[0].learningRate));
});

Deno.test("a schedule that is a function gives the learning rate of every step", async () => {
  const steps: number[] = [];
  const schedule = (step: number) => {
    steps.push(step);
    return 0.1 / (step + 1);
  };
  const { records } = await train({ schedule });
  close(records.map(({ learningRate }) => learningRate), [0.1 / 3, 0.1 / 6, 0.1 / 9], 1e-12);
  deepStrictEqual([...new Set(steps)], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
