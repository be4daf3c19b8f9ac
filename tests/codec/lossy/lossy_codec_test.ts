/** Grey images through the codes of a network and back: codes exactly, pixels to a grey level. */
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import { fitPca, type ImageSet, loadDataset, loadPretrained, useBackend } from "@autoencoders";
import {
  fitLossyModel,
  loadLossyModel,
  LossyCodec,
  type LossyModelOptions,
  type LossyOptions,
  saveLossyModel,
} from "@autoencoders/codec";
import { inTempFolder } from "../../helpers/temp_folder.ts";

await useBackend({ prefer: "wasm", threads: 1 });
const { train, test } = await loadDataset("strokes", { trainCount: 400, testCount: 40 });
const pca = fitPca(train, 8);
const model = fitLossyModel(pca, train, { components: 3, step: 0.5 });

const squaredError = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + ((value - b[i]) / 255) ** 2, 0);
const coded = ({ pixels, count }: ImageSet, options: LossyOptions) => {
  const codec = new LossyCodec(pca, model, options), stream = codec.encode(pixels);
  return { bytes: stream.length, error: squaredError(codec.decode(stream, count), pixels) };
};

Deno.test("what is decoded is the reconstruction of the very integers that were encoded", () => {
  const codec = new LossyCodec(pca, model, { step: 0.5 });
  const stream = codec.encode(test.pixels),
    integers = codec.quantise(test.pixels);
  deepStrictEqual(codec.exact(stream, test.count), new Uint8Array(integers.buffer));
  deepStrictEqual(codec.decode(stream, test.count), codec.reconstruct(integers));
});

Deno.test("a smaller step takes more bytes and gives better images", () => {
  const points = [2, 1, 0.5, 0.1].map((step) => coded(test, { step }));
  for (const [i, { bytes, error }] of points.slice(1).entries()) {
    ok(bytes > points[i].bytes && error < points[i].error, JSON.stringify(points));
  }
});

Deno.test("in the coordinates of the model, an error of the code is the error of the image", () => {
  const codec = new LossyCodec(pca, model, { step: 0.1, lambda: 0 });
  const integers = codec.quantise(test.pixels);
  const moved = integers.map((value, i) => i % 8 === 2 ? value + 8 : value); // by 0.8
  const error = squaredError(codec.reconstruct(moved), codec.reconstruct(integers));
  const each = Math.sqrt(error / test.count);
  ok(Math.abs(each - 0.8) < 0.2, `${each}`);
});

Deno.test("a refined code gives an image with a smaller error", async () => {
  const network = await loadPretrained("plain-32"), few = test.slice(0, 20);
  const own = fitLossyModel(network, train.slice(0, 200), { components: 2 });
  const errors = [0, 1, 5].map((refinements) => {
    const codec = new LossyCodec(network, own, { step: 0.1, lambda: 0, refinements });
    return squaredError(codec.decode(codec.encode(few.pixels), few.count), few.pixels);
  });
  ok(errors[1] < errors[0] && errors[2] < 0.9 * errors[0], errors.join());
  network.dispose();
});

Deno.test("pixels differ by at most one grey level between backends, and codes decode alike", async () => {
  const network = await loadPretrained("plain-32");
  const own = fitLossyModel(network, train.slice(0, 200), { components: 2 });
  const codec = new LossyCodec(network, own, { step: 0.5 }), few = test.slice(0, 12);
  const stream = codec.encode(few.pixels);
  const first = codec.decode(stream, few.count);
  for (const prefer of ["auto", "cpu"] as const) {
    await useBackend({ prefer, threads: 2 });
    const again = await loadPretrained("plain-32");
    const pixels = new LossyCodec(again, own, { step: 0.5 }).decode(stream, few.count);
    ok(pixels.every((value, i) => Math.abs(value - first[i]) <= 1), prefer);
    again.dispose();
  }
  await useBackend({ prefer: "wasm", threads: 1 });
  network.dispose();
});

Deno.test("a saved model codes to the same stream", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "model.safetensors");
    await saveLossyModel(path, model);
    const loaded = await loadLossyModel(path);
    deepStrictEqual(loaded, model);
    deepStrictEqual(
      new LossyCodec(pca, loaded, { step: 0.5 }).encode(test.pixels),
      new LossyCodec(pca, model, { step: 0.5 }).encode(test.pixels),
    );
    await rejects(loadLossyModel("results/models/plain-32.safetensors"), SyntaxError);
  }));

Deno.test("options and networks that do not fit are refused with what is wrong", () => {
  throws(() => new LossyCodec(fitPca(train, 4), model, { step: 1 }), /codes of 8 .* has 4/);
  for (const step of [0, -1, NaN]) throws(() => new LossyCodec(pca, model, { step }), /step/);
  throws(() => new LossyCodec(pca, model, { step: 1, lambda: -1 }), /lambda/);
  const unknown = { step: 1, quality: 3 } as LossyOptions;
  throws(() => new LossyCodec(pca, model, unknown), /quality/);
  throws(
    () => fitLossyModel(pca, train, { sed: 1 } as LossyModelOptions),
    /sed/,
  );
  strictEqual(model.name, "PCA-8");
});
