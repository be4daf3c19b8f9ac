import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert/strict";
import { fit, type Monitor } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const images = crosses(256, 1);
const long = { epochs: 5000, batchSize: 64, seed: 1 };

Deno.test("an abort signal ends the run between two batches; the model keeps its weights", async () => {
  const model = tiny(), stop = new AbortController();
  let atStop: number[][] = [];
  const monitor: Monitor = {
    batch: ({ epoch, batch }) => {
      if (epoch === 3 && batch === 2) {
        stop.abort();
        atStop = weightsOf(model);
      }
    },
  };
  const before = weightsOf(model);
  const history = await fit(model, images, { ...long, monitor, signal: stop.signal });
  strictEqual(history.ended, "interrupted");
  strictEqual(history.records.length, 2);
  deepStrictEqual(weightsOf(model), atStop);
  notDeepStrictEqual(atStop, before);
  model.dispose();
});

Deno.test("timers run during fit()", async () => {
  const model = tiny(), stop = new AbortController();
  setTimeout(() => stop.abort(), 120);
  const history = await fit(model, images, { ...long, signal: stop.signal });
  strictEqual(history.ended, "interrupted");
  model.dispose();
});

Deno.test({
  name:
    "SIGINT, which JupyterLab's stop button sends, ends the run but not the process; the next one does",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const program = new URL("./interrupted_program.ts", import.meta.url);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program.href],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const printed: string[] = [];
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      for (const line of text.split("\n").filter((line) => /^(training|ended|alive)/.test(line))) {
        printed.push(line);
        if (line !== "ended interrupted") child.kill("SIGINT");
      }
    }
    const { signal } = await child.status;
    deepStrictEqual(printed, ["training", "ended interrupted", "alive"]);
    strictEqual(signal, "SIGINT");
  },
});
