import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { binarize, loadDataset } from "@autoencoders";
import { LearnedCodec, shippedModel, shippedModels } from "../../../lib/codec/mod.ts";
import { tensorSizes } from "../../../lib/codec/learned/network.ts";
import { pictures } from "./engine_program.ts";

const expected = {
  "mnist-7k": { weights: 7201, modelBytes: 3900, dataBytes: 11.22 },
  "mnist-31k": { weights: 31_201, modelBytes: 24000, dataBytes: 10.76 },
  "emnist-7k": { weights: 7201, modelBytes: 4000, dataBytes: 13 },
};

Deno.test("the shipped models have the weights that their names say, and code other images too", () => {
  for (const name of shippedModels) {
    const model = shippedModel(name), { weights, modelBytes } = expected[name];
    strictEqual(tensorSizes(model.network).reduce((sum, [, size]) => sum + size, 0), weights);
    ok(model.bytes.length <= modelBytes, `${name} has ${model.bytes.length} bytes`);
    const codec = new LearnedCodec(model), images = pictures(28, 28, 20);
    deepStrictEqual(codec.decode(codec.encode(images), 20), images);
  }
  throws(
    () => shippedModel("mnist" as "mnist-7k"),
    /model must be one of mnist-7k, mnist-31k, emnist-7k/,
  );
});

const folder = Deno.env.get("AUTOENCODERS_DATA");
Deno.test({
  name: "test images take the bytes that README.md says" +
    (folder ? "" : " (skipped: AUTOENCODERS_DATA is not set)"),
  ignore: !folder,
  async fn() {
    const group = 100;
    const sets = {
      mnist: binarize((await loadDataset("mnist")).test),
      emnist: binarize((await loadDataset("emnist-bymerge47")).test),
    };
    for (const name of shippedModels) {
      const { pixels, count } = sets[name === "emnist-7k" ? "emnist" : "mnist"];
      const codec = new LearnedCodec(shippedModel(name));
      let bytes = 0;
      for (let first = 0; first < count; first += group) {
        bytes += codec.encode(pixels.subarray(784 * first, 784 * (first + group))).length;
      }
      ok(bytes / count <= expected[name].dataBytes, `${name}: ${bytes / count} bytes an image`);
    }
  },
});
