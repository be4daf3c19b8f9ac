import { ok } from "node:assert/strict";
import * as esbuild from "npm:esbuild@0.25.12";
import { join } from "@std/path";
import ts from "npm:typescript@6.0.3";
import { capture } from "../../tasks/process.ts";

const windows = Deno.build.os === "windows";

/** Runs a program in a folder to its end, and returns what it printed; its errors are in the message. */
export async function runIn(folder: string, command: string, ...args: string[]): Promise<string> {
  const done = await capture(windows ? `${command}.cmd` : command, args, { cwd: folder });
  ok(done, `${command} was not found`);
  ok(done.code === 0, `${command} ${args.join(" ")}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

/** A version of Node, from npm. */
export const nodeOf = (version: number): string[] => ["-y", "-p", `node@${version}`];

/**
 * An empty project in a temporary folder into which npm has installed these packages, as a user does who
 * has Node 24, with files by name.
 */
export async function makeProject(
  packages: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await makeFolder({ ...files, "package.json": '{ "type": "module" }\n' });
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
  await runIn(folder, "npx", ...nodeOf(24), "npm", "install", ...quiet, ...packages);
  return folder;
}

/** Runs a script of a project with that version of Node, and returns what it printed last, as JSON. */
export async function runNode<Result>(
  folder: string,
  version: number,
  script: string,
): Promise<Result> {
  return lastLine(await runIn(folder, "npx", ...nodeOf(version), "node", script));
}

/** The same with Deno, with these permissions. */
export async function runDeno<Result>(
  folder: string,
  script: string,
  ...permissions: string[]
): Promise<Result> {
  const args = ["run", "--quiet", "--no-prompt", "--no-lock", ...permissions, script];
  const done = await capture(Deno.execPath(), args, { cwd: folder });
  ok(done?.code === 0, `${done?.stderr}`);
  return lastLine(done.stdout);
}

const lastLine = <Result>(output: string): Result =>
  JSON.parse(output.trim().split("\n").at(-1)!) as Result;

/** A temporary folder with files by name: the start of a project. */
export async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "package" });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
  return folder;
}

/** What TypeScript says of a file of a project, as Node or a bundler resolves its imports. */
export function typeErrors(folder: string, file: string): string[] {
  const program = ts.createProgram([join(folder, file)], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, "\n")
  );
}

/** A script of a project, bundled for browsers. */
export async function bundled(folder: string, script: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(folder, script)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Serves a page with a script, cross-origin isolated or not. */
export function serve(script: string, isolated: boolean): Deno.HttpServer<Deno.NetAddr> {
  const headers: Record<string, string> = { "content-type": "text/html" };
  if (isolated) {
    headers["cross-origin-opener-policy"] = "same-origin";
    headers["cross-origin-embedder-policy"] = "require-corp";
  }
  const inside = script.replaceAll("</script", "<\\/script");
  const text = `<!doctype html><meta charset="utf-8"><script>${inside}</script>`;
  return Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(text, { headers }),
  );
}
