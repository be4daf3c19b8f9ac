/** What stands in for Deno in Node and in browsers does what Deno does. */
import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "@std/path";
import { Deno as inBrowser } from "../../lib/system/browser.ts";
import { system } from "../../lib/system/node.ts";
import { root } from "../../tasks/project.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const inNode = system as unknown as typeof Deno;

Deno.test("the library uses no more of Deno than there is in Node, but for Jupyter", () => {
  const used = new Set<string>();
  for (const file of globSync("lib/**/*.ts", { cwd: root })) {
    if (/^lib[\\/](backend|system)[\\/]/.test(file)) continue; // the backend has its own host.ts
    const code = Deno.readTextFileSync(join(root, file)).replaceAll(/^\s*(\*|\/\/).*$/gm, "");
    const names = code.matchAll(
      /(?<![.\w"`])Deno((?:\.(?:errors|env|stderr|build|version))?\.\w+)/g,
    );
    for (const [, name] of names) used.add(name.slice(1));
  }
  const types = /^(DirEntry|FileInfo|FsFile)$/;
  const missing = [...used].filter((path) => {
    if (types.test(path) || path === "jupyter") return false;
    return path.split(".").reduce<unknown>(
      (found, name) => (found as Record<string, unknown> | undefined)?.[name],
      system,
    ) === undefined;
  });
  deepStrictEqual(missing, []);
  ok(used.has("readFile") && used.has("errors.NotFound"));
});

/** Writes, reads and lists files, and returns all that could be seen. */
async function session(host: typeof Deno, folder: string): Promise<unknown[]> {
  const at = (...names: string[]) => join(folder, ...names), seen: unknown[] = [];
  await host.mkdir(at("a", "b"), { recursive: true });
  {
    const options = { read: true, write: true, create: true, truncate: true };
    using file = await host.open(at("a", "file.part"), options);
    seen.push(
      await file.write(new Uint8Array([1, 2, 3, 4])),
      await file.write(new Uint8Array([5])),
    );
    await file.seek(2, host.SeekMode.Start);
    const two = new Uint8Array(2);
    seen.push(await file.read(two), [...two], file.seekSync(4, host.SeekMode.Start));
    seen.push(file.readSync(two), two[0], await file.read(two), (await file.stat()).size);
    await file.truncate(3);
    await file.sync();
    seen.push(file.statSync().size);
  }
  await host.rename(at("a", "file.part"), at("a", "file"));
  seen.push([...await host.readFile(at("a", "file"))], [...host.readFileSync(at("a", "file"))]);
  const { isFile, isDirectory, isFifo, size } = await host.stat(at("a", "file"));
  seen.push([isFile, isDirectory, isFifo, size]);
  const entries = await Array.fromAsync(
    host.readDir(at("a")),
    ({ name, isFile }) => [name, isFile],
  );
  seen.push(entries.toSorted(), [...host.readDirSync(at("a"))].length);
  seen.push((await host.realPath(at("a", "file"))) === Deno.realPathSync(at("a", "file")));
  const known = Object.entries(host.errors) as [string, ErrorConstructor][];
  const classOf = (error: unknown) => known.find(([, type]) => error instanceof type)?.[0];
  for (
    const work of [
      () => host.readFile(at("none")),
      () => host.stat(at("none")),
      () => host.open(at("none")),
      () => Array.fromAsync(host.readDir(at("none"))),
      () => host.mkdir(at("a")),
      () => host.readTextFile(at("a", "file", "below")),
      () => host.remove(at("none")),
    ]
  ) {
    const error = await work().then(() => undefined, (error) => error);
    seen.push([classOf(error), (error as { code?: string }).code]);
  }
  await host.remove(at("a"), { recursive: true });
  seen.push(await host.stat(at("a")).then(() => "there", () => "gone"));
  return seen;
}

Deno.test("files, folders and their errors are the same by Node's modules as in Deno", async () => {
  const seen = await Promise.all(
    [inNode, Deno].map((host) => inTempFolder((folder) => session(host, folder))),
  );
  deepStrictEqual(seen[0], seen[1]);
  ok(seen[0].length > 20);
});

Deno.test("an error that the library makes belongs to its class only", () => {
  const { NotFound, AlreadyExists } = inNode.errors, error = new NotFound("no file", { cause: 1 });
  deepStrictEqual([error instanceof NotFound, error instanceof AlreadyExists], [true, false]);
  deepStrictEqual([error.name, error.message, error.cause], ["NotFound", "no file", 1]);
  ok(!(undefined as unknown instanceof NotFound) && error instanceof Error);
});

Deno.test("in a browser what needs files says so, and what does not works", async () => {
  await rejects(
    async () => await inBrowser.readFile("x"),
    /^TypeError: Deno\.readFile needs Deno or Node/,
  );
  throws(() => inBrowser.cwd(), /Deno\.cwd needs/);
  strictEqual(inBrowser.env.get("HOME"), undefined);
  match(inBrowser.inspect("a"), /^"a"$/);
  ok(!(new Error() instanceof inBrowser.errors.NotFound));
});
