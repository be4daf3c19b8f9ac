import { ok, rejects, strictEqual } from "node:assert/strict";
import { Engine, EngineError } from "../../bench/engines/engine.ts";
import { type EngineName, launchOf } from "../../bench/engines/engines.ts";
import { writeMaterial } from "../../bench/engines/material.ts";
import { type Network, networks, parameterCount } from "../../bench/networks.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import type { Build } from "../../bench/engines/protocol.ts";

async function withEngine(
  name: EngineName,
  network: Network,
  use: (engine: Engine, build: Build) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const engine = new Engine(launchOf(name, 1));
  try {
    const material = await writeMaterial(network, folder.path);
    await use(engine, { network, ...material, threads: 1, settings: {}, patience: 60 });
  } finally {
    await engine.stop();
  }
}

/** Few images per step, so that stock tfjs needs milliseconds for one. */
const plain = { ...networks.plain, batch: 32 };

for (const name of ["ours-wasm", "tfjs-cpu"] as const) {
  Deno.test(`${name} learns in a separate process and reports steps, time and memory`, async () => {
    await withEngine(name, plain, async (engine, build) => {
      const ready = await engine.ask("build", build, 60);
      strictEqual(ready.parameters, parameterCount(plain));
      // An untrained network predicts about 1/2 for each pixel: ln 2 nats.
      ok(Math.abs(ready.losses[0] - Math.LN2) < 0.02, `${ready.losses[0]}`);
      const turn = await engine.ask("run", { seconds: 0.2 }, 60);
      ok(turn.loss < ready.losses[0], `${turn.loss}`);
      ok(turn.peakBytes > 1e7 && turn.steps >= 1 && turn.ms >= 160);
    });
  });
}

Deno.test("stock wasm reports why it cannot train a convolution", async () => {
  await withEngine("tfjs-wasm", networks.conv64, async (engine, build) => {
    await rejects(
      engine.ask("build", build, 60),
      (error) => error instanceof EngineError && /Conv2DBackpropFilter/.test(error.message),
    );
  });
});

Deno.test("an engine that dies or is too slow is an error, not a hang", async () => {
  const dead = new Engine({
    command: Deno.execPath(),
    args: ["eval", "console.error('gone'); Deno.exit(3)"],
  });
  await rejects(dead.ask("run", { seconds: 1 }, 10), /ended without an answer.*gone/);
  await dead.stop();
  const deaf = new Engine({ command: Deno.execPath(), args: ["eval", "setInterval(()=>{},1e3)"] });
  await rejects(deaf.ask("run", { seconds: 1 }, 0.5), /no answer to "run" within 0.5 s/);
  await deaf.stop();
});
