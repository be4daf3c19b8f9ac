/**
 * The structure of the code as CONTRIBUTING.md describes it: imports point one way, from higher layers to
 * lower ones, past no area's mod.ts, in no circle.
 */
import { deepStrictEqual } from "node:assert/strict";
import { fromFileUrl, join, relative, toFileUrl } from "@std/path";
import { capture } from "../tasks/process.ts";
import { root } from "../tasks/project.ts";

/** Areas of lib, lower layers first; areas of one line may import each other. */
const layers = [
  ["images", "codes", "random", "require"],
  ["files", "progress", "notebook"],
  ["statistics", "backend"],
  ["datasets"],
  ["preprocessing"],
  ["models"],
  ["training"],
  ["evaluation"],
  ["latent"],
  ["generation"],
  ["experiments"],
  ["results"],
  ["figures", "mod"],
];

/** Who imports whom: for each file its imports, both as paths in the project. */
type Imports = Map<string, string[]>;

/** The imports of all TypeScript files below `folders`, package imports left out unless `packages`. */
async function importsOf(project: string, folders: string[]): Promise<Imports> {
  const files = folders.flatMap((folder) => [...walk(join(project, folder))]);
  const entry = await Deno.makeTempFile({ dir: project, suffix: ".ts" });
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

/** The area of a file of lib: its folder, or its name where it stands at lib's root. */
const areaOf = (file: string) => /^lib\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(file)?.[1];
const layerOf = (area: string) => layers.findIndex((areas) => areas.includes(area));

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
      if (!to || from === to) continue;
      if (
        target.split("/").length > 2 && !target.endsWith("/mod.ts") && !file.startsWith("tests/")
      ) {
        found.push(line + `goes past lib/${to}/mod.ts`);
      }
      if (from && layerOf(to) < 0) found.push(line + `lib/${to} has no layer`);
      else if (from && layerOf(to) > layerOf(from)) found.push(line + "points to a higher layer");
      if (from && from !== "mod" && to === "figures") {
        found.push(line + "figures are for notebooks and tasks");
      }
    }
  }
  return [...found, ...circles(imports).map((files) => `${files.join(" → ")}: a circle`)];
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
