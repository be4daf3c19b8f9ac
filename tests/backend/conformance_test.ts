import { deepStrictEqual, ok } from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { bundleSpecs } from "./conformance/bundle.ts";
import type { SpecResults } from "./conformance/run.ts";

const runner = new URL("./conformance/run.ts", import.meta.url);
const lib = new URL("../../", import.meta.url);

let bundle: Promise<URL> | undefined;

/** tfjs-core's specs in one file, made once for all runs. */
function specs(): Promise<URL> {
  return bundle ??= (async () => {
    const target = new URL("build/tfjs_core_specs.mjs", lib);
    await Deno.mkdir(new URL("build/", lib), { recursive: true });
    // Puts the packages that the bundle is made of into Deno's cache.
    await new Deno.Command(Deno.execPath(), { args: ["cache", "-q", runner.href] }).output();
    await bundleSpecs(fromFileUrl(target));
    return target;
  })();
}

async function run(backend: string): Promise<SpecResults> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", runner.href, (await specs()).href],
    env: { AUTOENCODERS_BACKEND: backend, AUTOENCODERS_THREADS: "2" },
    stderr: "inherit",
  });
  const lines = new TextDecoder().decode((await command.output()).stdout).trim().split("\n");
  return JSON.parse(lines.at(-1)!);
}

// 4,227 of tfjs-core 4.22.0's specs pass on its cpu backend; two of them ask for that backend by name.
const SPECS = 4225;

for (const backend of ["auto", "wasm"]) {
  Deno.test(`every spec of tfjs-core that passes on stock cpu passes with ${backend} products`, async () => {
    const { failures, passed, leftOut, backend: name } = await run(backend);
    ok(name.startsWith("native-"), name);
    deepStrictEqual(failures, []);
    ok(passed + leftOut >= SPECS, `${passed} passed`);
  });
}
