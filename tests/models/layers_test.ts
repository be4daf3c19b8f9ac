import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { denseAutoencoder, Random } from "@autoencoders";
import { weightsOf } from "../helpers/training_data.ts";

Deno.test("the same seed gives the same weights, another seed or another layer different ones", () => {
  const options = { widths: [6, 6], latent: 6, height: 2, width: 3 };
  for (const initializer of ["glorotUniform", "glorotNormal", "heUniform", "heNormal"] as const) {
    const [one, twin, other] = [5, 5, 6].map((seed) =>
      denseAutoencoder({ ...options, initializer }, seed)
    );
    deepStrictEqual(weightsOf(one), weightsOf(twin));
    notDeepStrictEqual(weightsOf(one)[0], weightsOf(other)[0]);
    notDeepStrictEqual(weightsOf(one)[0], weightsOf(one)[2]); // all kernels are 6 × 6
    notDeepStrictEqual(weightsOf(one)[2], weightsOf(one)[4]);
    [one, twin, other].forEach((model) => model.dispose());
  }
});

Deno.test("Glorot and He initial weights have the variance of their papers", () => {
  // Var = 2 ÷ (in + out) for Glorot, 2 ÷ in for He. tfjs truncates its normals at two standard
  // deviations without a correction, which leaves 0.774 of the variance.
  const cases = { glorotUniform: 2 / 500, heUniform: 2 / 300, heNormal: 0.774 * 2 / 300 } as const;
  for (const [initializer, variance] of Object.entries(cases)) {
    const model = denseAutoencoder({
      widths: [],
      latent: 200,
      height: 15,
      width: 20,
      initializer: initializer as keyof typeof cases,
    }, 8);
    const [kernel, bias] = weightsOf(model);
    const measured = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    ok(Math.abs(measured / variance - 1) < 0.03, `${initializer}: ${measured}, not ${variance}`);
    ok(bias.every((value) => value === 0));
    model.dispose();
  }
});

Deno.test("dropout computes its mask from its seed, keeps the mean and does nothing outside training", () => {
  const model = denseAutoencoder(
    { widths: [64], latent: 2, height: 4, width: 4, dropout: 0.25 },
    1,
  );
  const layer = model.encoder.layers.find((layer) => layer.getClassName() === "Dropout")!;
  const run = (seed: number, training: boolean) =>
    tf.tidy(() => {
      Object.assign(layer, { seed });
      return [...(layer.call(tf.ones([100, 64]), { training }) as tf.Tensor).dataSync()];
    });
  deepStrictEqual(run(1, true), run(1, true));
  notDeepStrictEqual(run(1, true), run(new Random(1).bits(), true));
  ok(run(1, false).every((value) => value === 1));
  const values = run(9, true);
  ok(values.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6));
  ok(Math.abs(values.reduce((sum, value) => sum + value) / values.length - 1) < 0.03);
  model.dispose();
});
