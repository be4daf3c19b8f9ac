import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { fit, type FitOptions } from "@autoencoders";
import { readSafetensors } from "../../lib/files/mod.ts";
import { readOldCheckpoint } from "../../lib/training/checkpoints/old_format.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

/** Written by the library before it used safetensors, by the run below after ten of its batches. */
const fixture = new URL("../fixtures/old_format.checkpoint", import.meta.url);

async function outcome(extra: Partial<FitOptions> = {}) {
  const model = tiny({}, 2);
  const { ended, restoredEpoch, records } = await fit(model, crosses(60, 1), {
    epochs: 4,
    batchSize: 16,
    seed: 9,
    learningRate: 0.02,
    schedule: { kind: "plateau" },
    earlyStopping: { patience: 2 },
    ...extra,
  });
  const weights = weightsOf(model);
  model.dispose();
  return { ended, restoredEpoch, losses: records.map(({ loss }) => loss), weights };
}

Deno.test("a checkpoint in the old format resumes to the same bits and is then a safetensors file", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run");
  await Deno.copyFile(fixture, file);
  let batches = 0;
  const monitor = { batch: () => void batches++ };
  deepStrictEqual(await outcome({ checkpoint: { file }, monitor }), await outcome());
  strictEqual(batches, 16 - 10);
  strictEqual(JSON.parse((await readSafetensors(file)).metadata.checkpoint).version, 1);
});

Deno.test("a checkpoint in the old format of another run is refused", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run");
  await Deno.copyFile(fixture, file);
  const message = /seed was 9, now it is 10/;
  await rejects(outcome({ checkpoint: { file }, seed: 10 }), { name: "RangeError", message });
});

Deno.test("a file in the old format that was truncated or altered is refused with its name", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run"), bytes = await Deno.readFile(fixture);
  const contents = [8, 20, 45, bytes.length - 1].map((length) => bytes.subarray(0, length));
  for (const at of [9, 300, bytes.length - 5]) contents.push(bytes.with(at, bytes[at] ^ 4));
  for (const content of contents) {
    await Deno.writeFile(file, content);
    const message = /run" is not an intact checkpoint/;
    await rejects(readOldCheckpoint(file), { name: "SyntaxError", message });
  }
});

Deno.test("a file that does not begin as the old format does is left to the new one", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run");
  for (const text of ["", "AECHECK", "something else"]) {
    await Deno.writeTextFile(file, text);
    strictEqual(await readOldCheckpoint(file), undefined);
  }
});
