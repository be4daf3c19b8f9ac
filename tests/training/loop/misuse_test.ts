/** What a first user gets wrong is answered with a sentence that says what to do. */
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { denseAutoencoder, evaluate, evidence, fit, Random } from "@autoencoders";
import { capture } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { tiny } from "../../helpers/tiny_models.ts";
import { warnings } from "../../helpers/warnings.ts";
import { crosses, weightsOf } from "../../helpers/training_data.ts";

const images = crosses(64, 1), options = { epochs: 3, batchSize: 16, seed: 1 };

Deno.test("a model in training is not trained a second time at once, and the first run goes on as it was", async () => {
  const model = tiny(), alone = tiny();
  await fit(alone, images, options);
  const running = fit(model, images, options);
  await rejects(fit(model, images, options), {
    name: "Error",
    message:
      "the model dense 16-8-3 is being trained by another fit(); wait for that one first: await fit(…)",
  });
  strictEqual((await running).ended, "completed");
  deepStrictEqual(weightsOf(model), weightsOf(alone));
  await fit(model, images, options);
  model.dispose();
  alone.dispose();
});

Deno.test("a model that fit() refused can be trained by the next call", async () => {
  const model = tiny();
  await rejects(fit(model, images, { ...options, frozen: ["nothing"] }));
  strictEqual((await fit(model, images, options)).ended, "completed");
  model.dispose();
});

Deno.test("a model in training says so once when it is evaluated, but not to the monitors and losses of its run", async () => {
  const model = tiny({ name: "observed" });
  const { texts: quiet } = await warnings(() =>
    fit(model, images, {
      ...options,
      monitor: {
        epoch: () => void evaluate(model, images),
        batch: () => model.encode(images).dispose(),
      },
      augment: (set) => (evaluate(model, set), set),
    })
  );
  deepStrictEqual(quiet, []);
  const { texts: loud } = await warnings(async () => {
    const running = fit(model, images, options);
    evaluate(model, images);
    evaluate(model, images);
    await running;
    evaluate(model, images);
  });
  deepStrictEqual(loud, [
    "the model observed is used while fit() trains it: its weights are those of an unfinished run. Is an " +
    "await missing before fit()?",
  ]);
  model.dispose();
});

Deno.test("fit() says once that the stock cpu backend is slow, and nothing with another one", async () => {
  const program = (before: string) => `
    import { denseAutoencoder, fit, Random, strokes, useBackend } from "@autoencoders";
    ${before}
    const images = strokes(20, new Random(1)), model = denseAutoencoder({ widths: [], latent: 2 }, 1);
    for (const seed of [1, 2]) await fit(model, images, { epochs: 1, seed });`;
  const lines = async (before: string) => {
    const args = ["eval", "--no-check", program(before)];
    const { stderr } = (await capture(Deno.execPath(), args, { cwd: root }))!;
    return stderr.split("\n").filter((line) => line.startsWith("fit: "));
  };
  deepStrictEqual(await lines(""), [
    "fit: the stock cpu backend of tfjs is selected, which is at least 14 times slower than ours; await " +
    "useBackend() selects ours",
  ]);
  deepStrictEqual(await lines("await useBackend({ threads: 1 });"), []);
});

/** Calls as JavaScript has them, each with the whole message. */
const mistakes: Record<string, [call: () => unknown, message: string][]> = {
  "swapped arguments": [
    [
      () => fit(images as never, tiny() as never, options),
      "model must be an autoencoder, got an ImageSet; the model comes first, then the images",
    ],
    [
      () => evaluate(images as never, tiny() as never),
      "coder must be an autoencoder or another coder, got an ImageSet; the model comes first, then the images",
    ],
    [
      () => evidence(images as never, tiny() as never, new Random(1)),
      "model must be a variational autoencoder, got an ImageSet; the model comes first, then the images",
    ],
  ],
  "no options": [
    [
      () => fit(tiny(), images, undefined as never),
      "fit: options must be an object like { epochs: … }, got undefined",
    ],
    [
      () => denseAutoencoder(undefined as never, 1),
      "denseAutoencoder: options must be an object like { widths: … }, got undefined",
    ],
  ],
  "a missing await": [
    [
      () => fit(tiny(), Promise.resolve(images) as never, options),
      "images must be an ImageSet, got a Promise, whose await is missing",
    ],
    [
      () =>
        fit(
          tiny(),
          (Promise.resolve({ train: images }) as never as { train: never }).train,
          options,
        ),
      "images must be an ImageSet, got undefined; loadDataset() and loadFolder() must be awaited",
    ],
  ],
  "a tensor": [
    [
      () => fit(tiny(), images.tensor() as never, options),
      "images must be an ImageSet, got a Tensor; ImageSet.fromFloats(await tensor.data(), { height, width }) " +
      "makes one of numbers in 0–1",
    ],
    [
      () => fit(tiny(), images, { ...options, validation: images.tensor() as never }),
      "validation must be an ImageSet, got a Tensor; ImageSet.fromFloats(await tensor.data(), { height, " +
      "width }) makes one of numbers in 0–1",
    ],
  ],
  "early stopping as a switch": [
    [
      () => fit(tiny(), images, { ...options, earlyStopping: true as never }),
      "earlyStopping: options must be an object like { patience: … }, got true",
    ],
  ],
  "a name from another library": [
    [
      () => denseAutoencoder({ hidden: [8], latent: 2 } as never, 1),
      "denseAutoencoder: unknown option hidden, did you mean widths? Known options: widths, latent, " +
      "latentActivation, name, height, width, channels, activation, output, likelihood, classes, initializer, " +
      "batchNormalization, dropout",
    ],
  ],
};

for (const [what, calls] of Object.entries(mistakes)) {
  Deno.test(`${what}: the message says what to do`, async () => {
    for (const [call, message] of calls) {
      await rejects(
        async () => await call(),
        (error: Error) => (strictEqual(error.message, message), true),
      );
    }
  });
}
