/**
 * `deno task build:packages`: the backend and the library as npm packages, for Deno, Node and browsers,
 * in build/packages: a folder of each, and the tarball that `npm pack` makes of it.
 *
 * @module
 */
import * as esbuild from "npm:esbuild@0.25.12";
import { dirname, join } from "@std/path";
import { refuseArguments } from "../options.ts";
import { capture } from "../process.ts";
import { build, root, runTask, TaskError } from "../project.ts";
import { bundle } from "./bundle.ts";
import { writeDeclarations } from "./declarations.ts";

/** Where the packages are made. */
export const packagesFolder = join(build, "packages");

/** The library's sub-paths, by their sources. */
const subpaths: Record<string, string> = {
  ".": "lib/mod.ts",
  "./backend": "lib/backend/mod.ts",
  "./codec": "lib/codec/mod.ts",
  "./course": "lib/course/mod.ts",
  "./figures": "lib/figures/mod.ts",
  "./results": "lib/results/mod.ts",
};

/** What the library reads beside its modules. */
const assets = [
  "lib/codec/learned/pixels.wasm",
  "lib/codec/learned/models/emnist-7k.aem",
  "lib/codec/learned/models/mnist-31k.aem",
  "lib/codec/learned/models/mnist-7k.aem",
  "lib/codec/learned/models/mnist-grey.aeg",
];

/** What calls a BLAS in Node, if it is installed. */
const koffi = { koffi: ">=2.9" };

/** The name of a bundled file: "mod" for the package itself, "codec" for "./codec". */
const outName = (subpath: string) => subpath.slice(2) || "mod";
const typesOf = (source: string) => `./types/${source.replace(/\.ts$/, ".d.ts")}`;

async function versions(): Promise<{ backend: string; of: (name: string) => string }> {
  const read = async (file: string) => JSON.parse(await Deno.readTextFile(join(root, file)));
  const { imports } = await read("deno.json"), { version } = await read("lib/backend/deno.json");
  return { backend: version, of: (name) => `^${imports[name].split("@").at(-1)}` };
}

/**
 * Makes the folder of a package and its tarball: a description, README, licence and what `fill` adds,
 * which returns the rest of the description.
 */
async function make(
  folder: string,
  description: object,
  readme: string,
  fill: (folder: string) => Promise<object>,
): Promise<string> {
  const path = join(packagesFolder, folder);
  await Deno.remove(path, { recursive: true }).catch(() => {});
  await Deno.mkdir(path, { recursive: true });
  const rest = await fill(path);
  const common = { license: "MIT", type: "module" };
  const json = JSON.stringify({ ...description, ...common, ...rest }, undefined, 2);
  await Deno.writeTextFile(join(path, "package.json"), `${json}\n`);
  await Deno.copyFile(join(root, readme), join(path, "README.md"));
  await Deno.copyFile(join(root, "LICENSE"), join(path, "LICENSE"));
  return await pack(path);
}

/** The tarball of a folder. */
async function pack(folder: string): Promise<string> {
  const args = ["pack", "--json", "--pack-destination", packagesFolder];
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const done = await capture(npm, args, { cwd: folder });
  if (done?.code !== 0) throw new TaskError(`npm pack failed: ${done?.stderr ?? "npm is missing"}`);
  const [{ filename }] = JSON.parse(done.stdout) as { filename: string }[];
  return join(packagesFolder, filename.replace("@", "").replace("/", "-"));
}

/** The tarball of the backend alone. */
export async function buildBackend(): Promise<string> {
  const { backend, of } = await versions(), source = "lib/backend/mod.ts";
  const tfjs = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu", "@tensorflow/tfjs-layers"];
  return await make(
    "backend",
    {
      name: "@autoencoders/backend",
      version: backend,
      description: "A TensorFlow.js backend that trains on a CPU: Deno, Node and browsers",
      engines: { node: ">=20.16" },
      exports: { ".": { types: typesOf(source), default: "./mod.js" } },
      peerDependencies: { ...Object.fromEntries(tfjs.map((name) => [name, of(name)])), ...koffi },
      peerDependenciesMeta: {
        "@tensorflow/tfjs-layers": { optional: true },
        koffi: { optional: true },
      },
    },
    "lib/backend/README.md",
    async (folder) => {
      await bundle({ mod: source }, folder, "anywhere");
      await writeDeclarations([source], join(folder, "types"));
      await Deno.copyFile(join(root, "lib/backend/CHANGELOG.md"), join(folder, "CHANGELOG.md"));
      return {};
    },
  );
}

/** The tarball of the library, with the backend in it. */
export async function buildLibrary(): Promise<string> {
  const { backend: version, of } = await versions();
  const list = (...names: string[]) =>
    Object.fromEntries(names.toSorted().map((name) => [name, of(name)]));
  const entries = Object.entries(subpaths);
  return await make(
    "library",
    {
      name: "autoencoders",
      version,
      description: "Autoencoders and learned image compression on TensorFlow.js",
      engines: { node: ">=24" },
      exports: Object.fromEntries(entries.map(([subpath, source]) => [subpath, {
        types: typesOf(source),
        browser: `./browser/${outName(subpath)}.js`,
        default: `./node/${outName(subpath)}.js`,
      }])),
      peerDependencies: koffi,
      peerDependenciesMeta: { koffi: { optional: true } },
    },
    "README.md",
    async (folder) => {
      const points = Object.fromEntries(
        entries.map(([subpath, source]) => [outName(subpath), source]),
      );
      const { always, later } = await bundle(
        { ...points, trial_process: "lib/experiments/trial_process.ts" },
        join(folder, "node"),
        "node",
      );
      await bundle(points, join(folder, "browser"), "browser");
      await writeDeclarations(Object.values(subpaths), join(folder, "types"));
      for (const asset of assets) {
        await Deno.mkdir(dirname(join(folder, asset)), { recursive: true });
        await Deno.copyFile(join(root, asset), join(folder, asset));
      }
      // The last two are loaded by name: see bundle.ts.
      const optional = [...later, "nodejs-polars", "plotly.js-basic-dist-min"];
      return { dependencies: list(...always), optionalDependencies: list(...optional) };
    },
  );
}

if (import.meta.main) {
  await runTask(async () => {
    refuseArguments("deno task build:packages");
    for (const tarball of [await buildBackend(), await buildLibrary()]) {
      console.log(`${(await Deno.stat(tarball)).size} bytes written to ${tarball}`);
    }
    await esbuild.stop();
  });
}
