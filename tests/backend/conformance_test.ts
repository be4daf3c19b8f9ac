import { deepStrictEqual, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { bundleSpecs } from "./conformance/bundle.ts";
import type { SpecResults } from "./conformance/run.ts";

const runner = new URL("./conformance/run.ts", import.meta.url);
const project = new URL("../../", import.meta.url);

/** Bundles the specs of tfjs-core into one file. */
async function bundle(): Promise<URL> {
  const target = new URL("build/tfjs_core_specs.mjs", project);
  await Deno.mkdir(new URL("build/", project), { recursive: true });
  // Downloads the packages that are bundled.
  await new Deno.Command(Deno.execPath(), { args: ["cache", "-q", runner.href] }).output();
  await bundleSpecs(fileURLToPath(target));
  return target;
}

async function run(specs: URL, backend: string): Promise<SpecResults> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", runner.href, specs.href],
    env: { AUTOENCODERS_BACKEND: backend, AUTOENCODERS_THREADS: "2" },
    stderr: "inherit",
  });
  const lines = new TextDecoder().decode((await command.output()).stdout).trim().split("\n");
  return JSON.parse(lines.at(-1)!);
}

// 4,227 specs of tfjs-core 4.22.0 pass on its cpu backend; two of them require that backend by
// name.
const SPECS = 4225;

Deno.test("every spec of tfjs-core that passes on stock cpu passes with every matrix product", async () => {
  const specs = await bundle();
  const results = await Promise.all(["auto", "wasm"].map((backend) => run(specs, backend)));
  for (const { failures, passed, backend } of results) {
    ok(backend.startsWith("native-"), backend);
    deepStrictEqual(failures, [], backend);
    ok(passed >= SPECS, `${passed} passed with ${backend}`);
  }
});
