import * as esbuild from "npm:esbuild@0.25.12";
import { fromFileUrl, join } from "@std/path";
import { trainerHtml } from "../../lib/figures/mod.ts";
import { capture } from "../process.ts";
import { build, root } from "../project.ts";

const trainer = fromFileUrl(new URL("../../lib/figures/trainer/", import.meta.url));

/** The page in which a reader trains an autoencoder: one HTML file that needs neither server nor network. */
export async function buildTrainPage(): Promise<string> {
  try {
    const program = await bundled(join(trainer, "page", "main.js"), {
      format: "esm",
      minify: true,
    });
    const worker = await withPackages(
      await bundled(join(trainer, "worker.ts"), { format: "esm", plugins: [absent, external] }),
    );
    return trainerHtml(program, worker);
  } finally {
    await esbuild.stop();
  }
}

async function bundled(entry: string, options: esbuild.BuildOptions): Promise<string> {
  const { outputFiles } = await esbuild.build({
    ...options,
    entryPoints: [entry],
    bundle: true,
    write: false,
    target: "es2022",
    charset: "utf8",
    logLevel: "error",
  });
  return outputFiles![0].text;
}

/** What a browser lacks: Node's modules and native packages. What needs them is never called in the page. */
const absent: esbuild.Plugin = {
  name: "absent",
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: /^(node:.*|@std\/path|nodejs-polars|sharp|fast-png)$/ },
      ({ path }) => ({ path, namespace: "absent", sideEffects: false }),
    );
    onLoad({ filter: /./, namespace: "absent" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Packages are left to Deno, which knows their versions and where they are. */
const external: esbuild.Plugin = {
  name: "external",
  setup({ onResolve }) {
    onResolve(
      { filter: /^[^./]/, namespace: "file" },
      ({ path, kind }) =>
        kind === "entry-point" ? undefined : { path, external: true, sideEffects: false },
    );
  },
};

/** A module with the packages that it imports, as a script. */
async function withPackages(module: string): Promise<string> {
  await Deno.mkdir(build, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: build, prefix: "bundle-" });
  try {
    const entry = join(folder, "module.js"), script = join(folder, "script.js");
    await Deno.writeTextFile(entry, module);
    const options = ["--quiet", "--platform=browser", "--format=iife", "--minify"];
    const args = ["bundle", ...options, `--output=${script}`, entry];
    const done = await capture(Deno.execPath(), args, { cwd: root });
    if (done?.code !== 0) throw new Error(`the page could not be bundled:\n${done?.stderr}`);
    return await Deno.readTextFile(script);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
