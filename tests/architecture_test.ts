/**
 * The structure of the code as CONTRIBUTING.md describes it: imports point one way, from higher layers to
 * lower ones, past no area's mod.ts, in no circle.
 */
import { deepStrictEqual } from "node:assert/strict";
import { fromFileUrl, join, relative, toFileUrl } from "@std/path";
import { capture } from "../tasks/process.ts";
import { root } from "../tasks/project.ts";

/** Areas of lib, lower layers first; areas in the same line may import each other. */
const layers = [
  ["images", "codes", "polars", "random", "require"],
  ["files", "progress", "notebook", "course"],
  ["statistics", "backend"],
  ["datasets"],
  ["preprocessing"],
  ["models"],
  ["training"],
  ["evaluation"],
  ["latent"],
  ["generation"],
  ["codec"],
  ["experiments"],
  ["results"],
  ["mod"],
  ["figures"],
];

/** Who imports whom: for each file its imports, both as paths in the project. */
type Imports = Map<string, string[]>;

/** The imports of all TypeScript files below `folders`. */
async function importsOf(project: string, folders: string[]): Promise<Imports> {
  const files = folders.flatMap((folder) => [...walk(join(project, folder))]);
  const build = join(project, "build"); // as the formatter and the linter ignore it
  await Deno.mkdir(build, { recursive: true });
  const entry = await Deno.makeTempFile({ dir: build, suffix: ".ts" });
  try {
    const lines = files.map((file) => `import ${JSON.stringify(toFileUrl(file).href)};\n`);
    await Deno.writeTextFile(entry, lines.join(""));
    const done = await capture(Deno.execPath(), ["info", "--json", entry], { cwd: project });
    const { modules } = JSON.parse(done!.stdout) as { modules: Module[] };
    const path = (url: string) =>
      url.startsWith("file:") ? relative(project, fromFileUrl(url)).replaceAll("\\", "/") : url;
    return new Map(
      modules.filter(({ specifier }) => files.includes(fileOf(specifier))).map((module) => [
        path(module.specifier),
        (module.dependencies ?? []).map(({ code, type }) => path((code ?? type)!.specifier)),
      ]),
    );
  } finally {
    await Deno.remove(entry);
  }
}

interface Module {
  specifier: string;
  dependencies?: { code?: { specifier: string }; type?: { specifier: string } }[];
}

const fileOf = (url: string) => url.startsWith("file:") ? fromFileUrl(url) : url;

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory && name !== "assembly") yield* walk(path);
    else if (name.endsWith(".ts")) yield path;
  }
}

/** The area of a file of lib: its folder, or its name if it is at lib's root. */
const areaOf = (file: string) => /^lib\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(file)?.[1];
const layerOf = (area: string) => layers.findIndex((areas) => areas.includes(area));
const topOf = (file: string) => file.split("/")[0];

/** Every import that breaks a rule, as a line that names the file, the import and the rule. */
function violations(imports: Imports): string[] {
  const found: string[] = [];
  for (const [file, targets] of imports) {
    const from = areaOf(file);
    for (const target of targets) {
      const to = areaOf(target), line = `${file} → ${target}: `;
      if (from === "backend" && to !== "backend" && !/^(npm:\/?@tensorflow\/|node:)/.test(target)) {
        found.push(line + "the backend imports nothing but TensorFlow.js");
      }
      // the local stand-in for jsr:@std/path counts as that package
      const outside = /^(tasks|tests|bench)$/.test(topOf(target)) && !target.includes("/std_path/");
      if (from && outside) {
        found.push(line + "the library imports no tasks, tests or benchmarks");
      }
      if (!to || from === to || file === "tasks/build_wasm.ts") continue; // it builds the backend
      if (target.split("/").length > 2 && !target.endsWith("/mod.ts")) {
        found.push(line + `goes past lib/${to}/mod.ts`);
      }
      if (from && layerOf(to) < 0) found.push(line + `lib/${to} has no layer`);
      else if (from && layerOf(to) > layerOf(from)) found.push(line + "points to a higher layer");
      if (to === "figures" && from) {
        found.push(line + "figures are for notebooks, tasks and benchmarks");
      }
    }
  }
  return [
    ...found,
    ...circles(imports).map((files) => `${files.join(" → ")}: a circle`),
    ...circles(importsOfFolders(imports)).map((folders) =>
      `${folders.join(" → ")}: a circle of folders`
    ),
  ];
}

/** Which folders of lib import which; a folder and one inside it are not told apart. */
function importsOfFolders(imports: Imports): Imports {
  const folderOf = (file: string) => file.slice(0, file.lastIndexOf("/"));
  const nested = (a: string, b: string) =>
    `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
  const folders: Imports = new Map();
  for (const [file, targets] of imports) {
    const from = folderOf(file);
    const to = targets.filter((target) => areaOf(file) && areaOf(target)).map(folderOf)
      .filter((folder) => !nested(folder, from));
    folders.set(from, [...new Set([...folders.get(from) ?? [], ...to])]);
  }
  return folders;
}

/** Circles of imports: each as the files from one back to itself. */
function circles(imports: Imports): string[][] {
  const found: string[][] = [], done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file]);
    if (done.has(file) || path.includes(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

Deno.test("imports point from higher layers to lower ones, past no mod.ts, in no circle", async () => {
  deepStrictEqual(violations(await importsOf(root, ["lib", "tasks", "bench"])), []);
});

Deno.test("each kind of import that breaks a rule is found, by file, import and rule", async () => {
  const project = await Deno.makeTempDir();
  const files: Record<string, string> = {
    "lib/images.ts": "export const a = 1;",
    "lib/backend/mod.ts": 'export * from "../images.ts";',
    "lib/models/mod.ts": 'export * from "../training/mod.ts";',
    "lib/models/save.ts": 'export * from "./load.ts";',
    "lib/models/load.ts": 'import type * as save from "./save.ts"; export type Save = typeof save;',
    "lib/training/mod.ts": "export const b = 1;",
    "lib/training/loop.ts": 'export * from "../models/load.ts";',
    "lib/results/mod.ts": 'export * from "../figures/mod.ts";',
    "lib/figures/mod.ts": 'export * from "../images.ts";',
    "lib/training/loss/bce.ts": 'export * from "../loop/step.ts";',
    "lib/training/loss/elbo.ts": "export const c = 1;",
    "lib/training/loop/step.ts": "export const d = 1;",
    "lib/training/loop/run.ts": 'export * from "../loss/elbo.ts";',
    "tasks/results.ts": 'export * from "../lib/training/loop.ts";',
    "bench/chart.ts": 'export * from "../lib/figures/mod.ts";',
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(join(project, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(project, name), text);
  }
  deepStrictEqual(violations(await importsOf(project, ["lib", "tasks", "bench"])).toSorted(), [
    "lib/backend/mod.ts → lib/images.ts: the backend imports nothing but TensorFlow.js",
    "lib/models → lib/training → lib/models: a circle of folders",
    "lib/models/load.ts → lib/models/save.ts → lib/models/load.ts: a circle",
    "lib/models/mod.ts → lib/training/mod.ts: points to a higher layer",
    "lib/results/mod.ts → lib/figures/mod.ts: figures are for notebooks, tasks and benchmarks",
    "lib/results/mod.ts → lib/figures/mod.ts: points to a higher layer",
    "lib/training/loop → lib/training/loss → lib/training/loop: a circle of folders",
    "lib/training/loop.ts → lib/models/load.ts: goes past lib/models/mod.ts",
    "tasks/results.ts → lib/training/loop.ts: goes past lib/training/mod.ts",
  ]);
  await Deno.remove(project, { recursive: true });
});
