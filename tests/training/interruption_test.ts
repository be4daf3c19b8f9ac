import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fit, type Monitor } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const images = crosses(256, 1);
const long = { epochs: 1_000_000, batchSize: 64, seed: 1 };

Deno.test("an abort signal ends the run between two batches and keeps what was learned", async () => {
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

Deno.test("a timer fires while fit() runs, so that others get their turn", async () => {
  const model = tiny(), stop = new AbortController();
  setTimeout(() => stop.abort(), 120);
  const startedAt = performance.now();
  const history = await fit(model, images, { ...long, signal: stop.signal });
  ok(performance.now() - startedAt < 20_000);
  strictEqual(history.ended, "interrupted");
  model.dispose();
});

Deno.test({
  name: "SIGINT, JupyterLab's stop button, ends the run but not the process; afterwards it kills",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const program = new URL("./interrupted_program.ts", import.meta.url);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", program.href],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const said: string[] = [];
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      for (const line of text.split("\n").filter((line) => /^(training|ended|alive)/.test(line))) {
        said.push(line);
        if (line !== "ended interrupted") child.kill("SIGINT");
      }
    }
    const { signal } = await child.status;
    deepStrictEqual(said, ["training", "ended interrupted", "alive"]);
    strictEqual(signal, "SIGINT");
  },
});
