import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "@std/path";
import ts from "npm:typescript@6.0.3";
import { capture } from "../process.ts";
import { root, TaskError } from "../project.ts";

/**
 * Writes the type declarations of the modules at `entries` and of what they import, as they are below
 * the project's folder, to `folder`.
 *
 * @param entries paths of the project
 */
export async function writeDeclarations(entries: readonly string[], folder: string): Promise<void> {
  const program = ts.createProgram(entries.map((entry) => join(root, entry)), {
    allowImportingTsExtensions: true,
    declaration: true,
    emitDeclarationOnly: true,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    outDir: folder,
    paths: await packagePaths(),
    rootDir: root,
    skipLibCheck: true,
    strict: true,
    target: ts.ScriptTarget.ESNext,
    types: [],
  });
  program.emit(undefined, (file, text) => {
    const path = relative(folder, file);
    if (path.startsWith("..")) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replaceAll(/((?:from|import\() ?"\.{1,2}\/[^"]*)\.ts"/g, '$1.js"'));
  });
}

/** Where the types of the packages of deno.json are in Deno's cache. */
async function packagePaths(): Promise<Record<string, string[]>> {
  const { imports } = JSON.parse(await Deno.readTextFile(join(root, "deno.json"))) as {
    imports: Record<string, string>;
  };
  const done = await capture(Deno.execPath(), ["info", "--json"], { cwd: root });
  const { npmCache } = JSON.parse(done!.stdout) as { npmCache: string };
  const paths: Record<string, string[]> = { "@std/path": ["./tasks/environment/std_path/mod.ts"] };
  for (const [name, source] of Object.entries(imports)) {
    const [, published, version] = /^npm:(.+)@(.+)$/.exec(source) ?? [];
    if (!published) continue;
    const [found] = globSync(join(npmCache, "*", published, version));
    if (!found) {
      throw new TaskError(`${published} ${version} is not in ${npmCache}: run the tests once`);
    }
    paths[name] = [found];
    paths[`${name}/*`] = [join(found, "*")];
  }
  return paths;
}
