/** The tree as README.md and CONTRIBUTING.md describe it, and the library's public names. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as ae from "@autoencoders";
import * as figures from "@autoencoders/figures";
import { capture } from "../tasks/process.ts";
import { root } from "../tasks/project.ts";

const mapped = ["lib", "tasks", "tests", "bench"];

/** Folders that git knows, as paths from the root, and their files. */
const folders: Map<string, string[]> = await (async () => {
  const done = await capture("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root });
  const files = done!.stdout.trim().split("\n");
  return Map.groupBy(files, (file) => file.slice(0, Math.max(0, file.lastIndexOf("/"))));
})();

const page = (name: string) => Deno.readTextFile(join(root, name));

/** Paths in back quotes in the table below `heading`. */
function pathsBelow(heading: string, markdown: string): string[] {
  const part = markdown.split(heading)[1].split("\n## ")[0];
  return [...part.matchAll(/`((?:lib|notebooks|tests|tasks|bench|data|results)\/[^`]*)`/g)]
    .map(([, path]) => path);
}

Deno.test("the map in CONTRIBUTING.md lists the folders of the code, no more and no fewer", async () => {
  const map = (await page("CONTRIBUTING.md")).split(/<!-- map -->|<!-- end of map -->/)[1];
  const parents: string[] = [];
  const listed = map.split("\n").flatMap((line) => {
    const depth = /^ */.exec(line)![0].length / 2;
    // one folder and what is in it, or several folders
    const names = [...line.matchAll(/(?<=^| {2})([\w.-]+)\/(?= |$)/g)].map(([, name]) => name);
    parents.splice(depth, Infinity, names[0]);
    return names.map((name) => [...parents.slice(0, depth), name].join("/"));
  });
  const inMap = (path: string) =>
    mapped.includes(path.split("/")[0]) && !path.startsWith("tests/fixtures/");
  const all = [...folders.keys()].flatMap((path) =>
    path.split("/").map((_, i, parts) => parts.slice(0, i + 1).join("/"))
  );
  deepStrictEqual(listed.toSorted(), [...new Set(all.filter(inMap))].sort());
});

Deno.test("README.md's layout table has every folder of the root and of lib", async () => {
  const listed = pathsBelow("## Layout", await page("README.md")).map((path) => path.slice(0, -1));
  const tops = [...folders.keys()].flatMap((path) => {
    const [top, area] = path.split("/");
    return top === "lib" && area ? [top, `${top}/${area}`] : [top];
  });
  const expected = new Set(tops.filter((path) => path && !path.startsWith(".")));
  deepStrictEqual([...new Set(listed)].sort(), [...expected].sort());
});

Deno.test("every path in CONTRIBUTING.md's table of where to add things exists", async () => {
  const paths = pathsBelow("## Where to add", await page("CONTRIBUTING.md"));
  ok(paths.length >= 8);
  for (const path of paths) {
    ok((await Deno.stat(join(root, path))).isFile || path.endsWith("/"), path);
  }
});

Deno.test("no folder has more than 16 files, and none but a mirror in tests holds a single small one", async () => {
  for (const [folder, files] of folders) {
    if (!mapped.includes(folder.split("/")[0])) continue;
    ok(files.length <= 16, `${folder} has ${files.length} files`);
    const inner = [...folders.keys()].some((other) => other.startsWith(`${folder}/`));
    if (files.length > 1 || inner || folder.startsWith("tests/")) continue;
    const lines = (await page(files[0])).split("\n").length;
    ok(lines > 40, `${folder} holds ${files[0]} alone, of ${lines} lines`);
  }
});

/** What lessons, tasks and pages use: code alone, without outputs and prose. */
async function usedNames(prefix: string): Promise<Set<string>> {
  const names = new Set<string>();
  const add = (text: string, pattern: RegExp) => {
    for (const [, name] of text.matchAll(pattern)) names.add(name);
  };
  for (const file of [...folders.values()].flat()) {
    if (/^notebooks\/.*\.ipynb$/.test(file)) {
      const { cells } = JSON.parse(await page(file));
      const code = cells.filter((cell: { cell_type: string }) => cell.cell_type === "code");
      const text = code.map((cell: { source: string[] }) => cell.source.join("")).join("\n");
      add(text, new RegExp(`\\b${prefix}\\.(\\w+)`, "g"));
    } else if (/^tasks\/.*\.ts$/.test(file)) {
      const imports = (await page(file)).matchAll(/import ([^;]*) from "@autoencoders/g);
      for (const [, list] of imports) add(list, /(\w+)/g);
    } else if (/^[A-Z]+\.md$/.test(file)) add(await page(file), /`(\w+)(?=[`(])/g);
  }
  return names;
}

Deno.test("the library exports at most 150 names", async () => {
  const names = (await page("lib/mod.ts")).matchAll(
    /^ {2}(?:type )?(\w+),$|[{,] (?:type )?(\w+)(?=[ ,])/gm,
  );
  const count = new Set([...names].map(([, a, b]) => a ?? b)).size;
  ok(count > 50 && count <= 150, `${count} names`);
});

for (
  const [entry, prefix, exported] of [["lib", "ae", ae], [
    "lib/figures",
    "figures",
    figures,
  ]] as const
) {
  Deno.test(`each function and class of ${entry}/mod.ts is used by a lesson, a task or a page`, async () => {
    const used = await usedNames(prefix);
    deepStrictEqual(Object.keys(exported).filter((name) => !used.has(name)), []);
  });
}

Deno.test("importing the library leaves console, signals, environment and backend alone", async () => {
  const program = `
    const added = [], log = console.log, listen = Deno.addSignalListener;
    Deno.addSignalListener = (...args) => { added.push(args[0]); listen(...args); };
    const environment = () => JSON.stringify(Object.entries(Deno.env.toObject()).sort());
    const before = environment();
    await import("@autoencoders");
    await import("@autoencoders/figures");
    await import("@autoencoders/results");
    const tf = await import("@tensorflow/tfjs");
    log(JSON.stringify({
      added,
      console: console.log === log,
      environment: environment() === before,
      backend: tf.engine().backendName ?? null,
    }));`;
  const done = await capture(Deno.execPath(), ["eval", "--no-check", program], { cwd: root });
  strictEqual(done!.code, 0, done!.stderr);
  deepStrictEqual(JSON.parse(done!.stdout.trim().split("\n").at(-1)!), {
    added: [],
    console: true,
    environment: true,
    backend: null,
  });
});

Deno.test("each environment variable that the code reads is described in a README or in CONTRIBUTING.md", async () => {
  const files = [...folders.values()].flat();
  const textOf = async (pattern: RegExp) =>
    (await Promise.all(files.filter((file) => pattern.test(file)).map(page))).join("\n");
  const code = await textOf(/^(lib|tasks|bench|tests\/helpers)\/.*\.(ts|py)$/);
  const read = new Set(code.match(/\bAUTOENCODERS_[A-Z_]+\b|\bCHROMIUM\b/g));
  const described = await textOf(/^(.*README|CONTRIBUTING)\.md$/);
  deepStrictEqual([...read].filter((name) => !described.includes(`\`${name}`)), []);
});
