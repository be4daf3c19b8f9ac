import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { dirname, join } from "@std/path";
import {
  type Autoencoder,
  fit,
  type FitOptions,
  type ImageSet,
  type Monitor,
  Random,
} from "@autoencoders";
import { readContainer, writeContainer } from "../../lib/training/checkpoints/container.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const images = crosses(60, 1), validation = crosses(20, 2);
const corrupt = (images: ImageSet, random: Random) =>
  images.with(images.pixels.map((value) => random.uniform() < 0.1 ? 255 - value : value));
const network = { dropout: 0.2, batchNormalization: true };
const options: FitOptions = {
  epochs: 6,
  batchSize: 16,
  seed: 9,
  learningRate: 0.02,
  validation,
  corrupt,
  schedule: { kind: "plateau", patience: 1 },
  earlyStopping: { patience: 3 },
};

async function inFolder(run: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(join(folder, "deep", "run.checkpoint"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Trains a fresh network and tells all that must not depend on how often the run was cut. */
async function outcome(extra: Partial<FitOptions>) {
  const model = tiny(network, 2);
  const history = await fit(model, images, { ...options, ...extra });
  const records = history.records.map((
    { epoch, loss, validationLoss, validationMse, learningRate },
  ) => ({ epoch, loss, validationLoss, validationMse, learningRate }));
  const weights = weightsOf(model);
  model.dispose();
  return { ended: history.ended, restored: history.restoredEpoch, records, weights };
}

/** Ends a run after its `batches`-th batch. */
function stopAfter(batches: number) {
  const stop = new AbortController();
  let seen = 0;
  const monitor: Monitor = {
    batch: () => {
      if (++seen === batches) stop.abort();
    },
  };
  return { monitor, signal: stop.signal };
}

Deno.test("a run cut again and again ends with the bits of one that was never cut", async () => {
  for (const optimizer of ["adam", "adamw", "momentum"] as const) {
    const whole = await outcome({ optimizer });
    await inFolder(async (file) => {
      const checkpoint = { file };
      let cuts = 0;
      while ((await outcome({ optimizer, checkpoint, ...stopAfter(3) })).ended === "interrupted") {
        ok(++cuts < 100, "no cut brings it nearer to its end");
      }
      ok(cuts >= 4);
      deepStrictEqual(await outcome({ optimizer, checkpoint }), whole);
    });
  }
});

Deno.test("a finished checkpoint gives the trained model back without training", async () => {
  await inFolder(async (file) => {
    const first = await outcome({ checkpoint: { file } });
    let batches = 0;
    const monitor = { batch: () => void batches++ };
    deepStrictEqual(await outcome({ checkpoint: { file }, monitor }), first);
    strictEqual(batches, 0);
  });
});

Deno.test({
  name: "a run killed at any moment goes on from its checkpoint to the same bits",
  fn: async () => {
    const program = new URL("./killed_program.ts", import.meta.url).href;
    const run = async (file: string, killAfterMs?: number) => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", program, file],
        stdout: "piped",
      }).spawn();
      let text = "", started = false;
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
        text += part;
        if (killAfterMs !== undefined && !started && text.includes("training")) {
          started = true;
          setTimeout(() => child.kill("SIGKILL"), killAfterMs);
        }
      }
      await child.status;
      return text.split("\n").find((line) => line.startsWith("hash"));
    };
    await inFolder(async (file) => {
      const whole = await run(`${file}.whole`);
      ok(whole);
      for (const killAfterMs of [0, 25, 60]) strictEqual(await run(file, killAfterMs), undefined);
      strictEqual(await run(file), whole);
    });
  },
});

Deno.test("a checkpoint that is cut, altered or no checkpoint is refused with the file's name", async () => {
  await inFolder(async (file) => {
    await outcome({ checkpoint: { file } });
    const good = await Deno.readFile(file);
    const refused = async (bytes: Uint8Array, message: RegExp) => {
      await Deno.writeFile(file, bytes);
      await rejects(outcome({ checkpoint: { file } }), { name: "SyntaxError", message });
    };
    for (const length of [8, 20, 45, good.length - 1]) {
      await refused(good.subarray(0, length), new RegExp(`run\\.checkpoint.*cut.*${length} bytes`));
    }
    for (const at of [9, 300, good.length - 5]) {
      const altered = good.slice();
      altered[at] ^= 4;
      await refused(altered, /run\.checkpoint.*altered/);
    }
    await refused(new TextEncoder().encode("something else"), /no checkpoint/);
    await refused(new Uint8Array(0), /no checkpoint/);
  });
});

Deno.test("a checkpoint of another run is refused with what differs", async () => {
  await inFolder(async (file) => {
    const checkpoint = { file };
    await outcome({ checkpoint });
    const refused = (extra: Partial<FitOptions>, message: RegExp) =>
      rejects(outcome({ checkpoint, ...extra }), { name: "RangeError", message });
    await refused({ seed: 10 }, /seed was 9, now it is 10/);
    await refused({ batchSize: 8 }, /batchSize was 16, now it is 8/);
    await refused({ validation: crosses(20, 3) }, /validation was "20 of maximum 255/);
    await refused({ corrupt: undefined }, /corrupt was true/);
    await refused(
      { corrupt: (images) => images },
      /corrupt function was "sha256 .*delete the file/,
    );
    const refusedModel = async (
      model: Autoencoder,
      extra: Partial<FitOptions>,
      message: RegExp,
    ) => {
      const before = weightsOf(model);
      await rejects(fit(model, images, { ...options, checkpoint, ...extra }), {
        name: "RangeError",
        message,
      });
      deepStrictEqual(weightsOf(model), before);
      model.dispose();
    };
    await refusedModel(tiny({ ...network, latent: 2 }, 2), {}, /network was/);
    await refusedModel(tiny(network, 3), {}, /initialization was "sha256 .*as it was built then/);
  });
});

Deno.test("a checkpoint of a trained model whose encoder is frozen is refused to another trained model", async () => {
  const frozen = { ...options, frozen: ["encoder"] };
  const trained = async (seed: number) => {
    const model = tiny(network, 2);
    await fit(model, images, { ...options, seed, epochs: 1 });
    return model;
  };
  await inFolder(async (file) => {
    const checkpoint = { file }, one = await trained(1), two = await trained(2);
    await fit(one, images, { ...frozen, checkpoint, ...stopAfter(3) });
    await rejects(fit(two, images, { ...frozen, checkpoint }), /initialization/);
    [one, two].forEach((model) => model.dispose());
  });
});

Deno.test("a run goes on with the model that it was interrupted with, as with one built anew", async () => {
  const whole = await outcome({});
  await inFolder(async (file) => {
    const checkpoint = { file }, model = tiny(network, 2);
    const cut = async () => {
      const { ended } = await fit(model, images, { ...options, checkpoint, ...stopAfter(5) });
      strictEqual(ended, "interrupted");
    };
    await cut();
    await cut();
    const [behind, twin] = [1, 2].map((i) => ({ checkpoint: { file: `${file}.${i}` } }));
    for (const { checkpoint } of [behind, twin]) await Deno.copyFile(file, checkpoint.file);
    const { ended } = await fit(model, images, { ...options, checkpoint });
    strictEqual(ended, whole.ended);
    deepStrictEqual(weightsOf(model), whole.weights);
    await rejects(fit(model, images, { ...options, ...behind }), /initialization/);
    deepStrictEqual(await outcome(twin), whole);
    model.dispose();
  });
});

Deno.test("a run whose loss became NaN goes on as such", async () => {
  const diverging: Partial<FitOptions> = {
    ...{ learningRate: 1e38, schedule: "constant", optimizer: "momentum", loss: "mse" },
    earlyStopping: undefined,
  };
  const whole = await outcome(diverging);
  ok(whole.records.some(({ loss, validationLoss }) => isNaN(loss) && isNaN(validationLoss!)));
  await inFolder(async (file) => {
    const checkpoint = { file };
    let cuts = 0;
    while ((await outcome({ ...diverging, checkpoint, ...stopAfter(3) })).ended === "interrupted") {
      ok(++cuts < 100, "no cut brings it nearer to its end");
    }
    deepStrictEqual(await outcome({ ...diverging, checkpoint }), whole);
  });
});

Deno.test("a checkpoint that cannot be written is refused before the first batch, with its name", async () => {
  await inFolder(async (file) => {
    let batches = 0;
    const refused = (file: string, message: RegExp) =>
      rejects(outcome({ checkpoint: { file }, monitor: { batch: () => void batches++ } }), {
        message,
      });
    await refused("", /^checkpoint\.file must be .* got ""$/);
    await refused(dirname(dirname(file)), /^the checkpoint ".*" cannot be read: .*directory/);
    await Deno.mkdir(dirname(file));
    await Deno.writeTextFile(file, "no folder");
    await refused(join(file, "run"), /^the checkpoint ".*run" cannot be read: Not a directory/);
    if (Deno.build.os !== "windows") { // where a link takes a privilege
      await Deno.symlink("nowhere", `${file}.link`);
      await refused(join(`${file}.link`, "run"), /^the checkpoint ".*run" cannot be written/);
    }
    strictEqual(batches, 0);
  });
});

Deno.test("a run that was cut before its first batch goes on from its checkpoint", async () => {
  const whole = await outcome({});
  await inFolder(async (file) => {
    const checkpoint = { file };
    await rejects(outcome({
      checkpoint,
      monitor: {
        start() {
          throw new Error("cut");
        },
      },
    }));
    ok((await Deno.stat(file)).size > 0);
    deepStrictEqual(await outcome({ checkpoint }), whole);
  });
});

Deno.test("a checkpoint of an earlier version, which tells less of its run, is gone on from", async () => {
  const whole = await outcome({});
  await inFolder(async (file) => {
    const checkpoint = { file };
    await outcome({ checkpoint, ...stopAfter(5) });
    const { header, arrays } = await readContainer<{ run: Record<string, string> }>(file);
    for (const name of ["initialization", "augment function", "corrupt function"]) {
      ok(delete header.run[name]);
    }
    await writeContainer(file, { header, arrays });
    await rejects(outcome({ checkpoint, seed: 10 }), /seed was 9, now it is 10/);
    deepStrictEqual(await outcome({ checkpoint }), whole);
  });
});
