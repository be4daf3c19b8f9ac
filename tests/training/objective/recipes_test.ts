/** The losses of lib/training/README.md do what it says. */
import { ok } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  type Autoencoder,
  fit,
  type ImageSet,
  type LossFunction,
  Random,
  useBackend,
} from "@autoencoders";
import { root } from "../../../tasks/project.ts";
import { weightsOf } from "../../helpers/training_data.ts";

interface Recipes {
  images: ImageSet;
  model: Autoencoder;
  sparse: LossFunction;
  klSparse: LossFunction;
  contractive: LossFunction;
}

/** The example as a module that exports what it declares. */
async function recipes(): Promise<Recipes> {
  const text = await Deno.readTextFile(join(root, "lib", "training", "README.md"));
  const [, example] = text.match(/```ts\n(.*?)```/s)!;
  const folder = join(root, "build");
  await Deno.mkdir(folder, { recursive: true });
  const file = await Deno.makeTempFile({ dir: folder, suffix: ".ts" });
  try {
    const exported = "export { contractive, images, klSparse, model, sparse };";
    await Deno.writeTextFile(file, `${example}\n${exported}`);
    return await import(toFileUrl(file).href);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("the penalties of lib/training/README.md lower what they are for", async () => {
  const { images, model, ...losses } = await recipes();
  await useBackend();
  const start = weightsOf(model);

  /** The value of `measure` after training from the same weights. */
  const after = async (loss: LossFunction | "mse", measure: () => tf.Tensor) => {
    model.weights.forEach((weight, i) => {
      const tensor = tf.tensor(start[i], weight.shape as number[]);
      weight.write(tensor);
      tensor.dispose();
    });
    await fit(model, images, { epochs: 15, batchSize: 50, seed: 1, learningRate: 0.005, loss });
    return tf.tidy(() => measure().dataSync()[0]);
  };
  const codes = () => model.encode(images);
  const size = () => tf.mean(tf.abs(codes()));
  ok(await after(losses.sparse, size) < 0.6 * await after("mse", size));

  const distance = () => tf.mean(tf.abs(tf.sub(tf.mean(codes(), 0), 0.05)));
  ok(await after(losses.klSparse, distance) < 0.3 * await after("mse", distance));

  const steepness = () => {
    const x = images.tensor(), e = tf.tensor(new Random(9).normals(x.size), x.shape);
    const moved = model.encode(tf.add(x, tf.mul(0.01, e)) as tf.Tensor4D);
    return tf.mean(tf.square(tf.sub(moved, codes())));
  };
  ok(await after(losses.contractive, steepness) < 0.6 * await after("mse", steepness));
  model.dispose();
});
