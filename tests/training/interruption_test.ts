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

/**
 * Runs the program, and sends it a SIGINT a while after each line that says that it trains.
 *
 * @param pauses milliseconds before each SIGINT
 */
async function interrupted(args: string[], pauses: number[]) {
  const program = new URL("./interrupted_program.ts", import.meta.url);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", program.href, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const printed: string[] = [], left = [...pauses];
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    for (const line of text.split("\n").filter((line) => /^(training|ended|alive)/.test(line))) {
      printed.push(line);
      if (line.startsWith("ended")) continue;
      await new Promise((resolve) => setTimeout(resolve, left.shift() ?? 0));
      child.kill("SIGINT");
    }
  }
  const { code, signal } = await child.status;
  return { printed, code, signal };
}

const ended = "ended interrupted";
const loops: [string, string[], number[], string[], number | string][] = [
  [
    "each Ctrl-C ends a run of a loop, and after the last one the program",
    ["wait"],
    [0, 1100, 1100, 1100],
    ["training 1", ended, "training 2", ended, "training 3", ended, "alive"],
    "SIGINT",
  ],
  [
    "a second Ctrl-C within a second ends the program with 130",
    [],
    [0, 200],
    ["training 1", ended, "training 2"],
    130,
  ],
  [
    "a second Ctrl-C within a second ends the program with 130, whichever run it meets",
    [],
    [0, 1100, 200],
    ["training 1", ended, "training 2", ended, "training 3"],
    130,
  ],
  [
    "a loop that checks history.ended stops at the first Ctrl-C",
    ["stop", "wait"],
    [0, 1100],
    ["training 1", ended, "alive"],
    "SIGINT",
  ],
  [
    "two runs at once end with one Ctrl-C",
    ["twice", "stop", "wait"],
    [0, 1100],
    ["training 1", ended, "alive"],
    "SIGINT",
  ],
];
for (const [name, args, pauses, lines, how] of loops) {
  Deno.test({
    name,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const { printed, code, signal } = await interrupted(args, pauses);
      deepStrictEqual(printed, lines);
      strictEqual(signal ?? code, how);
    },
  });
}
