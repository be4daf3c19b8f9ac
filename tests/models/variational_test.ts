import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  type AutoencoderSpec,
  convolutionalVariationalAutoencoder,
  denseSpec,
  denseVariationalAutoencoder,
  imageSet,
  loadAutoencoder,
  Random,
  VariationalAutoencoder,
} from "@autoencoders";
import {
  buildVariationalAutoencoder,
  reparameterize,
  variationalSpec,
} from "../../lib/models/mod.ts";
import { close } from "../helpers/close.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { bytesOf, tinyVariational } from "../helpers/tiny_models.ts";

const images = imageSet(bytesOf(7 * 16, 3), { height: 4, width: 4 });

Deno.test("784-100-40 has the parameters of its layers, with 40 means and 40 log-variances", () => {
  const model = denseVariationalAutoencoder({ widths: [100], latent: 40 }, 1);
  const wanted = 785 * 100 + 101 * 80 + 41 * 100 + 101 * 784;
  strictEqual(model.countParams(), wanted);
  strictEqual(model.logits.countParams(), wanted);
  strictEqual(model.latent, 40);
  model.dispose();
});

Deno.test("a convolutional variational autoencoder infers and decodes", () => {
  const size = { height: 8, width: 12 };
  const model = convolutionalVariationalAutoencoder({
    latent: 5,
    filters: [2, 3, 4],
    hidden: 6,
    ...size,
  }, 1);
  tf.tidy(() => {
    const { mean, logVariance } = model.infer(tf.zeros([3, 8, 12, 1]));
    deepStrictEqual([mean.shape, logVariance.shape], [[3, 5], [3, 5]]);
    deepStrictEqual(model.decode(mean).shape, [3, 8, 12, 1]);
    const probabilities = tf.sigmoid(model.likelihood.apply(mean) as tf.Tensor);
    deepStrictEqual(probabilities.dataSync(), model.decode(mean).dataSync());
  });
  model.dispose();
});

Deno.test("the code is the mean: the first half of what the posterior gives", () => {
  const model = tinyVariational();
  tf.tidy(() => {
    const both = (model.posterior.apply(images.tensor()) as tf.Tensor2D).arraySync();
    const { mean, logVariance } = model.infer(images);
    deepStrictEqual(mean.arraySync(), both.map((row) => row.slice(0, 3)));
    deepStrictEqual(logVariance.arraySync(), both.map((row) => row.slice(3)));
    deepStrictEqual(model.encode(images).arraySync(), mean.arraySync());
  });
  model.dispose();
});

Deno.test("infer() takes any number of images, leaks nothing, and refuses another size", () => {
  const model = tinyVariational(), before = tf.memory().numTensors;
  const many = imageSet(bytesOf(601 * 16, 2), { height: 4, width: 4 });
  const { mean, logVariance } = model.infer(many);
  deepStrictEqual([mean.shape, logVariance.shape], [[601, 3], [601, 3]]);
  const last = model.infer(many.slice(600));
  close(mean.slice([600, 0]).dataSync(), last.mean.dataSync(), 1e-6);
  tf.dispose([mean, logVariance, last.mean, last.logVariance]);
  strictEqual(tf.memory().numTensors, before + 1); // the slice
  throws(
    () => model.infer(imageSet(new Uint8Array(9), { height: 3, width: 3 })),
    /^RangeError: images must be 4×4×1 for this network, got 3×3×1$/,
  );
  model.dispose();
});

Deno.test("reparameterize() samples the posterior, and its gradient reaches mean and variance", () => {
  const n = 20_000, random = new Random(1);
  tf.tidy(() => {
    const mean = tf.tile(tf.tensor2d([[1, -2]]), [n, 1]);
    const logVariance = tf.tile(tf.tensor2d([[0, Math.log(9)]]), [n, 1]);
    const codes = reparameterize(mean as tf.Tensor2D, logVariance as tf.Tensor2D, random);
    const moments = tf.moments(codes, 0);
    close(moments.mean.dataSync(), [1, -2], 0.1);
    close(moments.variance.dataSync(), [1, 9], 0.3);
  });
  // dz/dμ = 1, dz/d ln σ² = ½·σ·ε = ½·(z − μ)
  tf.tidy(() => {
    const mean = tf.tensor2d([[0.5, -1]]), logVariance = tf.tensor2d([[0.2, 1]]);
    const sample = (m: tf.Tensor, v: tf.Tensor) =>
      reparameterize(m as tf.Tensor2D, v as tf.Tensor2D, new Random(4));
    const [dMean, dLogVariance] = tf.grads(sample)([mean, logVariance]);
    deepStrictEqual([...dMean.dataSync()], [1, 1]);
    const wanted = sample(mean, logVariance).sub(mean).mul(0.5).dataSync();
    close(dLogVariance.dataSync(), wanted, 1e-6);
  });
});

Deno.test("a saved variational autoencoder comes back as one", () =>
  inTempFolder(async (folder) => {
    const model = tinyVariational();
    await model.save(join(folder, "model"));
    const twin = await loadAutoencoder(join(folder, "model"));
    ok(twin instanceof VariationalAutoencoder);
    tf.tidy(() => {
      const [one, two] = [model, twin].map((network) => network.infer(images));
      deepStrictEqual(one.mean.dataSync(), two.mean.dataSync());
      deepStrictEqual(one.logVariance.dataSync(), two.logVariance.dataSync());
    });
    deepStrictEqual(twin.spec, model.spec);
    [model, twin].forEach((network) => network.dispose());
  }));

Deno.test("a spec that cannot be made variational is refused with the reason", () => {
  throws(
    () => variationalSpec(denseSpec({ widths: [8], latent: 3, latentActivation: "relu" })),
    /^RangeError: the encoder must end in a linear dense layer, got dense, relu$/,
  );
  throws(
    () => variationalSpec(denseSpec({ widths: [8], latent: 3, output: "linear" })),
    /^RangeError: a variational autoencoder's output must be sigmoid, got linear$/,
  );
});

Deno.test("a spec of no variational autoencoder is not built, with the reason", () => {
  const spec = denseSpec({ widths: [8], latent: 3, height: 4, width: 4 });
  const variational = variationalSpec(spec), { encoder } = variational;
  const cases: [AutoencoderSpec, string][] = [
    [spec, "a variational encoder must end in posteriorMean, got dense"],
    [
      { ...variational, output: "tanh" },
      "a variational autoencoder's output must be sigmoid, got tanh",
    ],
    [
      { ...variational, encoder: [{ type: "posteriorMean", units: 8 }, ...encoder] },
      "posteriorMean must be the last encoder layer, got it as encoder layer 1",
    ],
    [{ ...variational, latent: 4 }, "the encoder must end in 4, got 3"],
  ];
  for (const [refused, message] of cases) {
    throws(() => buildVariationalAutoencoder(refused, 1), { name: "RangeError", message });
  }
});
