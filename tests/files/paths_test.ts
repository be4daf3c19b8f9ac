/** What the library accepts as a path, in every function that takes one. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import { fit, History, loadAutoencoder, loadDataset, loadFolder } from "@autoencoders";
import { loadLocalDataset, loadPretrained } from "@autoencoders";
import {
  compressImages,
  loadLossyModel,
  type LossyModel,
  openCompressed,
  saveLossyModel,
  writeCompressed,
} from "@autoencoders/codec";
import { saveFigure, showBars } from "@autoencoders/figures";
import * as results from "@autoencoders/results";
import { toPath } from "../../lib/files/mod.ts";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { picture } from "../helpers/picture_folder.ts";
import { resultRow } from "../helpers/result_rows.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

type Path = string | URL;

/** What a function did with a path: it wrote the file or folder there, or gives what it read. */
type Use = (path: Path) => Promise<unknown>;

const model = tiny();
const images = crosses(4, 1), { count, height, width, maximum } = images;
const stream = { count, height, width, maximum, binary: true, pixels: [images.pixels] };
const lossy: LossyModel = {
  name: "lossy",
  height,
  width,
  matrix: new Float32Array(9),
  offset: new Float32Array(3),
  weights: new Float16Array(1),
  means: new Float16Array(3),
  factors: new Float16Array(6),
};
const options = { epochs: 1, seed: 1, batchSize: 8 };
const history = new History([
  { epoch: 1, loss: 0.3, learningRate: 1e-3, elapsedMs: 900, imagesPerSecond: 4 },
]);
const localData = { offline: true, substitute: false };

/** The file of a figure instead of the strange one of the tests below, whose ending no figure has. */
function asHtml(path: Path): Path {
  if (!/(~|%7E)\.csv$/i.test(`${path}`)) return path;
  return path instanceof URL ? new URL(`${path.href}.html`) : `${path}.html`;
}

/** Every public function and option with a path, called with it. */
const uses: Record<string, Use> = {
  "loadFolder(folder)": async (path) => (await loadFolder(path)).files,
  "LoadOptions.folder": async (folder) => {
    strictEqual(await loadLocalDataset("kmnist", { folder }), undefined);
    return await loadDataset("kmnist", { folder, ...localData }).catch(({ message }) => message);
  },
  "Autoencoder.save(path)": (path) => model.save(path),
  "Autoencoder.exportTfjs(folder)": (path) => model.exportTfjs(path),
  "Autoencoder.exportOnnx(folder)": (path) => model.exportOnnx(path),
  "saveFigure(file)": (path) => saveFigure(() => showBars({ one: 1 }), asHtml(path)),
  "loadAutoencoder(path)": async (path) => (await loadAutoencoder(path)).spec,
  "History.save(file)": (path) => history.save(path),
  "CheckpointOptions.file": (file) =>
    fit(tiny(), crosses(20, 1), { ...options, checkpoint: { file } }),
  "loadPretrained(folder)": async (path) => (await loadPretrained(model.name, path)).spec,
  "savePretrained(folder)": (path) => results.savePretrained(model, crosses(4, 1), "float16", path),
  "writeCompressed(path)": (path) => writeCompressed(path, stream),
  "openCompressed(file)": (file) => openCompressed(file, (reader) => reader.images(0, 1).count),
  "saveLossyModel(path)": (path) => saveLossyModel(path, lossy),
  "loadLossyModel(path)": async (path) => (await loadLossyModel(path)).name,
  "readBounds(folder)": (path) => results.readBounds(path),
  "readRows(folder)": (path) => results.readRows(results.resultsFile, path),
  "writeRows(folder)": (path) => results.writeRows(results.resultsFile, [resultRow()], path),
};

interface Node {
  name?: string;
  kind?: string;
  declarations?: Node[];
  def?: { params?: Node[]; methods?: Node[]; properties?: Node[] };
  functionDef?: { params: Node[] };
  params?: Node[];
  left?: Node;
  tsType?: { repr?: string; kind: string; value: unknown };
  value?: unknown;
}

/** Parameters and options that are a path by their name or type, as `deno doc` lists them. */
async function documentedPaths(): Promise<{ use: string; type: string }[]> {
  const { imports } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const modules = (Object.values(imports) as string[]).filter((path) => path.startsWith("./lib/"));
  const areas = await Array.fromAsync(walk(join(root, "lib")));
  const documented = async (files: string[]) => {
    const done = await capture(Deno.execPath(), ["doc", "--json", ...files], { cwd: root });
    const { nodes } = JSON.parse(done!.stdout) as { nodes: Record<string, { symbols: Node[] }> };
    return Object.values(nodes).flatMap(({ symbols }) => symbols);
  };
  const found = new Map<string, string>();
  const add = (within: string, nodes: Node[] = [], bracket = true) => {
    for (const node of nodes) {
      const { name, tsType } = node.left ?? node, type = JSON.stringify(tsType);
      const named = /^(path|file|folder|directory)$/i.test(name ?? "") && /"string"/.test(type);
      if (!named && !/"typeName":"URL"/.test(type ?? "")) continue;
      if (/"literal"/.test(type)) continue; // a choice of strings, such as "linear"
      found.set(bracket ? `${within}(${name})` : `${within}.${name}`, type);
    }
  };
  for (const { name, declarations = [] } of await documented([...modules, "lib/backend/mod.ts"])) {
    for (const { kind, def } of declarations) {
      if (kind === "function") add(name!, def?.params);
      for (const { name: method, ...rest } of kind === "class" ? def?.methods ?? [] : []) {
        add(`${name}.${method}`, (rest as Node).functionDef?.params);
      }
    }
  }
  for (const { name, declarations = [] } of await documented(areas)) {
    const { kind, def } = declarations[0];
    if (kind === "interface" && /Options$/.test(name!)) add(name!, def?.properties, false);
  }
  return [...found].map(([use, type]) => ({ use, type }));
}

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory && name !== "assembly") yield* walk(path);
    else if (name.endsWith(".ts")) yield path;
  }
}

Deno.test("every public parameter that is a path takes a file URL, and has a test here", async () => {
  const documented = await documentedPaths();
  deepStrictEqual(documented.map(({ use }) => use).sort(), Object.keys(uses).sort());
  for (const { use, type } of documented) {
    ok(/"repr":"string"/.test(type) && /"typeName":"URL"/.test(type), `${use}: ${type}`);
  }
});

const bad: [path: unknown, name: string, reason: RegExp][] = [
  ["", "RangeError", /must name a file or folder, got ""/],
  [" ", "RangeError", /must name a file or folder, got " "/],
  ["~", "RangeError", /must not begin with "~", .* got "~"/],
  ["~/m.csv", "RangeError", /must not begin with "~", .* got "~\/m\.csv"/],
  ["file:m.csv", "RangeError", /must be a path or a file URL, .* got "file:m\.csv"/],
  ["https://a.org/m.csv", "RangeError", /must be a path or a file URL, .* got "https:/],
  [new URL("https://a.org/m.csv"), "RangeError", /must be a path or a file URL/],
  ["file:///data/a#b.csv", "RangeError", /without \? and #, .* got "file:.*a#b\.csv"/],
  ["a\0b.csv", "RangeError", /must have no NUL character, got "a\\x00b\.csv"/],
  ["file:///data/a%00b.csv", "RangeError", /must have no NUL character/],
  ["file:///data/%FF.csv", "RangeError", /the URL of a file on this machine \(.*%FF/],
  ["file:///data%2Fm.csv", "RangeError", /the URL of a file on this machine \(.*%2F/],
  [7, "TypeError", /must be a path or a file URL, got 7/],
  [null, "TypeError", /must be a path or a file URL, got null/],
];
for (const [use, call] of Object.entries(uses)) {
  const argument = use.match(/\w+(?=\)?$)/)![0];
  Deno.test(`${use} refuses what is not a path, by its name`, async () => {
    for (const [path, name, reason] of bad) {
      if (use === "loadAutoencoder(path)" && /^https:/.test(`${path}`)) continue; // it opens those
      await rejects(call(path as Path), (error: Error) => {
        strictEqual(error.name, name, `${path}: ${error}`);
        ok(error.message.includes(argument) && reason.test(error.message), error.message);
        return true;
      });
    }
  });
}

/** The files below a folder, as paths from there. */
async function filesIn(folder: string): Promise<string[]> {
  const files = await Array.fromAsync(walkAll(folder));
  return files.map((file) => file.slice(folder.length + 1)).sort();
}
async function* walkAll(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* walkAll(join(folder, name));
    else yield join(folder, name);
  }
}

/** Files that a function reads, which are there before it is called. */
async function provide(use: string, path: string): Promise<void> {
  if (use === "loadFolder(folder)") {
    await Deno.mkdir(path, { recursive: true });
    await Deno.writeFile(
      join(path, "1.png"),
      await picture(9, 9, "black", "white").png().toBuffer(),
    );
  }
  if (use === "loadLossyModel(path)") await saveLossyModel(path, lossy);
  if (use === "openCompressed(file)") await Deno.writeFile(path, compressImages(images));
  if (use === "loadAutoencoder(path)") await model.save(path);
  if (use === "loadPretrained(folder)") await model.save(join(path, "models", model.name));
  if (use === "readRows(folder)") await results.writeRows(results.resultsFile, [resultRow()], path);
}

Deno.test("a path, its file URL and the URL object are the same place, for every function", () =>
  inTempFolder(async (folder) => {
    folder = await Deno.realPath(folder);
    const strange = "a b é %41 ~.csv";
    for (const [use, call] of Object.entries(uses)) {
      const outcomes: [unknown, string[]][] = [];
      const asUrl = (path: string) => toFileUrl(path);
      const kinds: ((path: string) => Path)[] = [String, (path) => asUrl(path).href, asUrl];
      for (const [i, kind] of kinds.entries()) {
        const within = join(folder, `${use.replace(/\W/g, "")}${i}`), path = join(within, strange);
        await Deno.mkdir(within);
        await provide(use, path);
        const told = await call(kind(path));
        const text = Deno.inspect(told).replaceAll(within, "…").replace(/[\d.]+ *│/g, "");
        outcomes.push([/Checkpoint/.test(use) ? "" : text, await filesIn(within)]);
      }
      ok(outcomes[0][1].length > 0 || /LoadOptions|readBounds/.test(use), use);
      deepStrictEqual(outcomes[1], outcomes[0], use);
      deepStrictEqual(outcomes[2], outcomes[0], use);
    }
  }));

Deno.test("toPath() is the inverse of toFileUrl() for every absolute path", () => {
  fc.assert(fc.property(
    fc.array(fc.string({ minLength: 1 }).filter((s) => !/[\\/\0]|^\.\.?$/.test(s)), {
      minLength: 1,
    }),
    (names) => {
      const path = join(Deno.cwd(), ...names);
      strictEqual(toPath(toFileUrl(path)), path);
      strictEqual(toPath(toFileUrl(path).href), path);
      strictEqual(toPath(path), path);
    },
  ));
});
