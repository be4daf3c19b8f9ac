import {
  deepStrictEqual,
  match,
  notDeepStrictEqual,
  ok,
  rejects,
  strictEqual,
} from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "@std/path";
import { fit, type FitOptions, type Monitor } from "@autoencoders";
import { readSafetensors, type Safetensors, writeSafetensors } from "../../lib/files/mod.ts";
import { capture } from "../../tasks/process.ts";
import { venvPython } from "../../tasks/project.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { tiny, tinyVariational } from "../helpers/tiny_models.ts";
import {
  crosses,
  invertPixels,
  resumeUntilDone,
  stopAfter,
  weightsOf,
} from "../helpers/training_data.ts";
import { images, options, weightsHash } from "./killed_program.ts";

const validation = crosses(20, 2), network = { dropout: 0.2, batchNormalization: true };
const noisy: FitOptions = {
  ...options,
  epochs: 4,
  learningRate: 0.02,
  validation,
  corrupt: (images, random) => invertPixels(images, random),
  schedule: { kind: "plateau", patience: 1 },
  earlyStopping: { patience: 3 },
};

/** Trains a new network; returns everything that must not depend on interruptions. */
async function outcome(extra: Partial<FitOptions> = {}) {
  const model = tiny(network, 2);
  const { ended, restoredEpoch, records } = await fit(model, images, { ...noisy, ...extra });
  const weights = weightsOf(model);
  model.dispose();
  const losses = records.map(({ elapsedMs: _, imagesPerSecond: __, ...measured }) => measured);
  return { ended, restoredEpoch, losses, weights };
}

for (const optimizer of ["adam", "adamw", "momentum"] as const) {
  Deno.test(`a run with ${optimizer} interrupted again and again ends with the same bits`, async () => {
    await using folder = await temporaryFolder();
    const checkpoint = { file: join(folder.path, "deep", "run.safetensors") };
    const whole = await outcome({ optimizer });
    const resumed = await resumeUntilDone(
      3,
      (stop) => outcome({ optimizer, checkpoint, ...stop }),
    );
    ok(resumed.interruptions >= 4);
    deepStrictEqual(resumed.outcome, whole);
  });

  Deno.test(`a checkpoint of ${optimizer} whose tensors are in another order resumes to the same bits`, async () => {
    await using folder = await temporaryFolder();
    const checkpoint = { file: join(folder.path, "run.safetensors") };
    await outcome({ optimizer, checkpoint, ...stopAfter(7) });
    const { tensors, metadata } = await readSafetensors(checkpoint.file);
    const byName = [...tensors].sort(([a], [b]) => a < b ? 1 : -1);
    notDeepStrictEqual(byName, [...tensors]);
    await writeSafetensors(checkpoint.file, { tensors: new Map(byName), metadata });
    deepStrictEqual(await outcome({ optimizer, checkpoint }), await outcome({ optimizer }));
  });
}

Deno.test("a variational run interrupted again and again ends with the same bits", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  const trained = async (extra: Partial<FitOptions>) => {
    const model = tinyVariational();
    const { ended } = await fit(model, images, { ...options, epochs: 3, validation, ...extra });
    const weights = weightsOf(model);
    model.dispose();
    return { ended, weights };
  };
  const resumed = await resumeUntilDone(4, (stop) => trained({ checkpoint, ...stop }));
  ok(resumed.interruptions > 2);
  deepStrictEqual(resumed.outcome, await trained({}));
});

Deno.test("a run interrupted before its first batch resumes from its checkpoint", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  const monitor: Monitor = { start: () => Promise.reject(new Error("mine")) };
  await rejects(outcome({ checkpoint, monitor }), /mine/);
  ok((await Deno.stat(checkpoint.file)).size > 0);
  deepStrictEqual(await outcome({ checkpoint }), await outcome());
});

Deno.test("a finished checkpoint restores the trained model without training", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  const first = await outcome({ checkpoint });
  let batches = 0;
  const monitor = { batch: () => void batches++ };
  deepStrictEqual(await outcome({ checkpoint, monitor }), first);
  strictEqual(batches, 0);
});

Deno.test("a run resumes with the interrupted model as with a new one, not with another model", async () => {
  const whole = await outcome();
  await using folder = await temporaryFolder();
  const [file, behind, twin] = ["run", "behind", "twin"].map((name) => join(folder.path, name));
  const model = tiny(network, 2);
  const resume = (file: string, extra = {}) =>
    fit(model, images, { ...noisy, checkpoint: { file }, ...extra });
  for (let i = 0; i < 2; i++) strictEqual((await resume(file, stopAfter(5))).ended, "interrupted");
  for (const copy of [behind, twin]) await Deno.copyFile(file, copy);
  strictEqual((await resume(file)).ended, whole.ended);
  deepStrictEqual(weightsOf(model), whole.weights);
  await rejects(resume(behind), { name: "RangeError", message: /initialization/ });
  deepStrictEqual(await outcome({ checkpoint: { file: twin } }), whole);
  model.dispose();
});

Deno.test("a run killed at any moment resumes to the same bits", async () => {
  const program = new URL("./killed_program.ts", import.meta.url).href;
  /** The hash that the program prints; undefined if it was killed. */
  const run = async (file: string, killAfterMs?: number) => {
    const args = ["run", "-A", "--no-check", program, file];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
    let text = "", started = false;
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (killAfterMs === undefined || started || !text.includes("training")) continue;
      started = true;
      setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    }
    await child.status;
    return text.split("\n").find((line) => line.startsWith("hash"));
  };
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors");
  for (const killAfterMs of [0, 40]) strictEqual(await run(file, killAfterMs), undefined);
  strictEqual(await run(file), await weightsHash());
});

Deno.test("the file has the weights, the best weights and the optimiser's state by name", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors"), model = tiny({}, 2);
  const { ended } = await fit(model, images, { ...noisy, checkpoint: { file }, ...stopAfter(5) });
  strictEqual(ended, "interrupted");
  const { tensors, metadata } = await readSafetensors(file);
  const best = tensors.get("best/encoder/2_dense/kernel")!;
  deepStrictEqual(best.shape, [16, 8]);
  deepStrictEqual([...best.values], weightsOf(model)[0], "an interruption restores the best");
  deepStrictEqual(tensors.get("weight/decoder/1_dense/bias")!.shape, [8]);
  deepStrictEqual(tensors.get("optimizer/iter")!.values, Int32Array.of(5));
  strictEqual(JSON.parse(metadata.checkpoint).position.epoch, 2);
  model.dispose();
});

const readByPython = `
import json, sys
from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as file:
    header = json.loads(file.metadata()["checkpoint"])
    kernel = file.get_tensor("weight/encoder/2_dense/kernel")
print(json.dumps([header["position"]["epoch"], kernel.flatten().tolist()]))
`;
const hasPython = existsSync(venvPython);
Deno.test({
  name: "Python's safetensors reads a checkpoint" +
    (hasPython ? "" : " (skipped: no .venv; `deno task setup` makes it)"),
  ignore: !hasPython,
  fn: async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "run.safetensors"), model = tiny({}, 2);
    await fit(model, images, { ...options, checkpoint: { file }, ...stopAfter(5) });
    const { code, stdout, stderr } = (await capture(venvPython, ["-c", readByPython, file]))!;
    strictEqual(code, 0, stderr);
    deepStrictEqual(JSON.parse(stdout), [2, weightsOf(model)[0]]);
    model.dispose();
  },
});

Deno.test("a file that is not an intact checkpoint is refused with its name", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors");
  await outcome({ checkpoint: { file }, ...stopAfter(1) });
  const bytes = await Deno.readFile(file), altered = bytes.with(bytes.length - 5, 99);
  const contents = [bytes.subarray(0, -1), altered, new Uint8Array(), new Uint8Array(100)];
  for (const content of contents) {
    await Deno.writeFile(file, content);
    const message = /run\.safetensors" is not an intact/;
    await rejects(outcome({ checkpoint: { file } }), { name: "SyntaxError", message });
  }
  await writeSafetensors(file, { tensors: new Map(), metadata: {} });
  const message = /run\.safetensors" is not a checkpoint: its metadata has no "checkpoint"/;
  await rejects(outcome({ checkpoint: { file } }), { name: "SyntaxError", message });
});

/** The file of a run after five batches, of which one of the best epoch. */
const interrupted: Safetensors = await (async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors");
  await outcome({ checkpoint: { file }, ...stopAfter(5) });
  return await readSafetensors(file);
})();

/** Expects that a run does not resume from the file after a change, and that its model stays as it was. */
async function refusedAfter(change: (content: Safetensors) => void, message: RegExp) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors"), content = structuredClone(interrupted);
  change(content);
  await writeSafetensors(file, content);
  const model = tiny(network, 2), before = weightsOf(model);
  const start = /^".*run\.safetensors" is not a valid checkpoint: /;
  await rejects(fit(model, images, { ...noisy, checkpoint: { file } }), (error: Error) => {
    strictEqual(error.name, "SyntaxError");
    match(error.message, start);
    match(error.message.replace(start, ""), message);
    return true;
  });
  deepStrictEqual(weightsOf(model), before);
  model.dispose();
}

const kernel = "encoder/2_dense/kernel";
const otherTensors: [string, (tensors: Safetensors["tensors"]) => void, RegExp][] = [
  [
    "a weight",
    (all) => all.delete(`weight/${kernel}`),
    /^weight\/encoder\/2_dense\/kernel is missing$/,
  ],
  [
    "a best weight",
    (all) => all.delete(`best/${kernel}`),
    /^best\/encoder\/2_dense\/kernel is missing$/,
  ],
  ["the best weights", (all) => {
    for (const name of all.keys()) if (name.startsWith("best/")) all.delete(name);
  }, /^best\/encoder\/2_dense\/kernel is missing$/],
  ["the number of steps", (all) => all.delete("optimizer/iter"), /^optimizer\/iter is missing$/],
  [
    "a power of Adam",
    (all) => all.delete("optimizer/accBeta2"),
    /^optimizer\/accBeta2 is missing$/,
  ],
  ["a moment", (all) => {
    const [name] = [...all.keys()].filter((name) => /kernel(_\d+)?\/m$/.test(name));
    all.delete(name);
  }, /^optimizer\/encoder_2_dense\/kernel\/m is missing$/],
  ["all moments", (all) => {
    for (const name of all.keys()) if (/\/[mv]$/.test(name)) all.delete(name);
  }, /^optimizer\/encoder_2_dense\/kernel\/m is missing$/],
];
for (const [what, change, message] of otherTensors) {
  Deno.test(`a checkpoint without ${what} is refused by name, before the model changes`, () =>
    refusedAfter(({ tensors }) => change(tensors), message));
}

Deno.test("a checkpoint with a weight of another shape or type is refused with both", async () => {
  await refusedAfter(
    ({ tensors }) => tensors.get(`weight/${kernel}`)!.shape.reverse(),
    /^weight\/encoder\/2_dense\/kernel must be a Float32Array \[16,8\], got Float32Array \[8,16\]$/,
  );
  await refusedAfter(
    ({ tensors }) => tensors.get(`weight/${kernel}`)!.values = new Int32Array(16 * 8),
    /must be a Float32Array \[16,8\], got Int32Array \[16,8\]$/,
  );
});

Deno.test("a checkpoint with a tensor that the network does not have is refused by name", async () => {
  const zero = { shape: [], values: new Float32Array(1) };
  for (const name of ["weight/encoder/9_dense/bias", "optimizer/encoder_9_dense/bias/m"]) {
    await refusedAfter(
      ({ tensors }) => tensors.set(name, zero),
      new RegExp(`^it has no use for ${name}$`),
    );
  }
});

const otherMetadata: [string, (metadata: Record<string, unknown>) => unknown, RegExp][] = [
  ["null", () => null, /^metadata must be an object, got null$/],
  ["a list", () => [], /^metadata must be an object, got \[\]$/],
  ["of version 2", (all) => ({ ...all, version: 2 }), /^its version must be 1, got 2$/],
  ["without run", (all) => ({ ...all, run: undefined }), /^run must be an object, got undefined$/],
  ["of a run with a number", (all) => ({ ...all, run: { seed: 9 } }), /^run must map .*seed,9$/],
  ["without position", (all) => ({ ...all, position: null }), /^position must be an object/],
  ["without records", (all) => ({ ...all, records: {} }), /^records must be an array/],
  ["with a record that is null", (all) => ({ ...all, records: [null] }), /^record 1 must be/],
  ["without schedule", (all) => ({ ...all, schedule: 1 }), /^schedule must be an object, got 1$/],
  ["without stopping", (all) => ({ ...all, stopping: "" }), /^stopping must be an object, got ""$/],
  [
    "with another end",
    (all) => ({ ...all, finished: { ended: "never" } }),
    /^ended must be one of/,
  ],
];
for (const [what, change, message] of otherMetadata) {
  Deno.test(`a checkpoint whose metadata are ${what} is refused with the file's name`, () =>
    refusedAfter(({ metadata }) => {
      metadata.checkpoint = JSON.stringify(change(JSON.parse(metadata.checkpoint)));
    }, message));
}

Deno.test("a checkpoint whose metadata are not JSON is refused with the file's name", () =>
  refusedAfter(({ metadata }) => metadata.checkpoint = "{", /JSON/));

Deno.test("each part of the position is checked", async () => {
  const wrong = {
    epoch: 0,
    batch: -1,
    seen: 1.5,
    trainingMs: "1",
    elapsedMs: undefined,
    lossSum: null,
    epochRandom: [1, 2, 3],
    stepRandom: [],
  };
  for (const [name, value] of Object.entries(wrong)) {
    await refusedAfter(({ metadata }) => {
      const { position, ...rest } = JSON.parse(metadata.checkpoint);
      const changed = { ...rest, position: { ...position, [name]: value } };
      metadata.checkpoint = JSON.stringify(changed);
    }, new RegExp(name));
  }
});

const differences: [string, Partial<FitOptions>, RegExp][] = [
  ["seed", { seed: 10 }, /seed was 9, now it is 10/],
  ["batch size", { batchSize: 8 }, /batchSize was 16, now it is 8/],
  ["validation set", { validation: crosses(20, 3) }, /validation was "20 of maximum 255/],
  ["presence of noise", { corrupt: undefined }, /corrupt was true/],
  [
    "noise function",
    { corrupt: (images) => images },
    /corrupt function was "sha256 .*delete the file/,
  ],
];
for (const [what, extra, message] of differences) {
  Deno.test(`a checkpoint of a run with another ${what} is refused with the difference`, async () => {
    await using folder = await temporaryFolder();
    const checkpoint = { file: join(folder.path, "run.safetensors") };
    await outcome({ checkpoint, ...stopAfter(1) });
    await rejects(outcome({ checkpoint, ...extra }), { name: "RangeError", message });
  });
}

Deno.test("a property that an older version did not write is not compared", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  await outcome({ checkpoint, ...stopAfter(5) });
  const { tensors, metadata } = await readSafetensors(checkpoint.file);
  const header = JSON.parse(metadata.checkpoint);
  for (const name of ["initialization", "augment function", "corrupt function"]) {
    ok(delete header.run[name]);
  }
  const older = { tensors, metadata: { checkpoint: JSON.stringify(header) } };
  await writeSafetensors(checkpoint.file, older);
  await rejects(outcome({ checkpoint, seed: 10 }), /seed was 9, now it is 10/);
  deepStrictEqual(await outcome({ checkpoint }), await outcome());
});

Deno.test("a checkpoint of another network or of other first weights leaves the model as it is", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  await outcome({ checkpoint, ...stopAfter(1) });
  const cases = [
    [tiny({ ...network, latent: 2 }, 2), /network was/],
    [tiny(network, 3), /initialization was "sha256 .*build the model with its first weights/],
  ] as const;
  for (const [model, message] of cases) {
    const before = weightsOf(model);
    const refused = fit(model, images, { ...noisy, checkpoint });
    await rejects(refused, { name: "RangeError", message });
    deepStrictEqual(weightsOf(model), before);
    model.dispose();
  }
});

Deno.test("a trained model with a frozen encoder cannot resume the run of another", async () => {
  await using folder = await temporaryFolder();
  const frozen = {
    ...options,
    frozen: ["encoder"],
    checkpoint: { file: join(folder.path, "run.safetensors") },
  };
  const [one, two] = [tiny(network, 2), tiny(network, 2)];
  await fit(one, images, { ...options, seed: 1, epochs: 1 });
  await fit(two, images, { ...options, seed: 2, epochs: 1 });
  await fit(one, images, { ...frozen, ...stopAfter(3) });
  await rejects(fit(two, images, frozen), { name: "RangeError", message: /initialization/ });
  [one, two].forEach((model) => model.dispose());
});

Deno.test("a file that cannot be read or written is refused before the first batch", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder, text = join(path, "text"), link = join(path, "link");
  await Deno.writeTextFile(text, "not a folder");
  let batches = 0;
  const monitor = { batch: () => void batches++ };
  const refused = (file: string, message: RegExp) =>
    rejects(outcome({ checkpoint: { file }, monitor }), { message });
  await refused(path, /^cannot read ".*": .*directory/);
  await refused(join(text, "run"), /^cannot read ".*run": Not a directory/);
  if (Deno.build.os !== "windows") { // where creating a link needs a privilege
    await Deno.symlink("nowhere", link);
    await refused(join(link, "run"), /^cannot write ".*run": .*; nothing was written$/);
  }
  strictEqual(batches, 0);
});

Deno.test({
  name: "a checkpoint behind a link is replaced where it is, and the link stays",
  ignore: Deno.build.os === "windows", // where creating a link needs a privilege
  fn: async () => {
    await using folder = await temporaryFolder();
    const [file, link] = ["run", "link"].map((name) => join(folder.path, name));
    await outcome({ checkpoint: { file }, ...stopAfter(1) });
    const before = await Deno.readFile(file);
    await Deno.symlink(file, link);
    await outcome({ checkpoint: { file: link }, ...stopAfter(1) });
    ok((await Deno.lstat(link)).isSymlink);
    notDeepStrictEqual(await Deno.readFile(file), before);
  },
});
