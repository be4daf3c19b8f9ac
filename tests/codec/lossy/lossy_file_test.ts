/** Lossy images in the container. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { loadDataset, loadPretrained, useBackend } from "@autoencoders";
import {
  compressImages,
  decompressImages,
  fitLossyModel,
  LossyCodec,
  lossySettings,
  packLossyModel,
  saveLossyModel,
} from "@autoencoders/codec";
import { resultsFolder } from "@autoencoders/results";
import { inTempFolder } from "../../helpers/temp_folder.ts";

await useBackend({ prefer: "wasm", threads: 1 });

Deno.test("a lossy file has its step, names its model, and decodes to what its codec decodes", () =>
  inTempFolder(async (folder) => {
    const { train, test } = await loadDataset("strokes", { trainCount: 200, testCount: 30 });
    const network = await loadPretrained("plain-32");
    const own = fitLossyModel(network, train, { components: 2 });
    const path = join(folder, "own.safetensors");
    await saveLossyModel(path, own);
    const model = packLossyModel(
      await Deno.readFile(join(resultsFolder(), "models", "plain-32.safetensors")),
      await Deno.readFile(path),
    );
    const options = { kind: "lossy", model, modelInside: false, groupSize: 15 } as const;
    const sizes: number[] = [], { numTensors } = tf.memory();
    for (const step of [0.4, 0.8]) {
      const file = compressImages(test, { ...options, settings: lossySettings(step) });
      const codec = new LossyCodec(network, own, { step });
      const streams = [test.slice(0, 15), test.slice(15)].map(({ pixels }) => codec.encode(pixels));
      const expected = streams.flatMap((stream) => [...codec.decode(stream, 15)]);
      const decoded = decompressImages(file, { models: [model] });
      deepStrictEqual([...decoded.pixels], expected);
      strictEqual(decoded.count, 30);
      const around = file.length - streams[0].length - streams[1].length;
      ok(around < 120, `${around} bytes around the streams`);
      sizes.push(file.length);
      throws(() => decompressImages(file), /model/);
    }
    ok(sizes[1] < sizes[0]);
    strictEqual(tf.memory().numTensors, numTensors, "the networks of the files are freed");
    throws(() => compressImages(test, options), /step/);
    throws(
      () =>
        compressImages(test, { ...options, model: model.slice(0, 99), settings: lossySettings(1) }),
      SyntaxError,
    );
    const large = { ...options, model: new Uint8Array(2 ** 26 + 1), settings: lossySettings(1) };
    throws(() => compressImages(test, large), /at most 67108864 bytes, this one has 67108865/);
    network.dispose();
  }));
