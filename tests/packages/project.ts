import { ok } from "node:assert/strict";
import * as esbuild from "npm:esbuild@0.25.12";
import { join } from "@std/path";
import ts from "npm:typescript@6.0.3";
import type { Page } from "npm:playwright-core@1.65.1";
import { browserTest } from "../helpers/browser.ts";
import { capture } from "../../tasks/process.ts";

const windows = Deno.build.os === "windows";

/** What npm has in its cache is not asked for again. */
const cached = { npm_config_prefer_offline: "true", npm_config_update_notifier: "false" };

/** Runs a program of a version of Node from npm. */
const npx = (
  version: number,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
) =>
  capture(windows ? "npx.cmd" : "npx", ["-y", "-p", `node@${version}`, ...args], {
    ...options,
    env: { ...cached, ...options.env },
  });

/** Why no package can be installed here; undefined if they can. */
async function obstacle(): Promise<string | undefined> {
  const done = await npx(24, ["node", "--version"]);
  if (!done) return "npx was not found";
  return done.code === 0 ? undefined : "npm could not get Node 24";
}

const unavailable = await obstacle();

/** A test that installs packages; skipped, with the reason in its name, where none can be had. */
export function packageTest(name: string, fn: () => Promise<void>): void {
  const full = unavailable ? `${name} (skipped: ${unavailable})` : name;
  Deno.test({ name: full, ignore: unavailable !== undefined, fn });
}

/** The same for a test with a page of a browser. */
export function packagePageTest(name: string, body: (page: Page) => Promise<void>): void {
  if (unavailable) packageTest(name, () => Promise.resolve());
  else browserTest(name, body);
}

/** Runs a program of a version of Node in a folder, and returns what it printed. */
async function runIn(
  folder: string,
  version: number,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const done = await npx(version, args, { cwd: folder, env });
  ok(done?.code === 0, `${args.join(" ")}\n${done?.stdout}\n${done?.stderr}`);
  return done.stdout;
}

/**
 * An empty project in a temporary folder into which npm has installed these packages, as a user does who
 * has Node 24, with files by name.
 */
export async function makeProject(
  packages: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await makeFolder({ ...files, "package.json": '{ "type": "module" }\n' });
  await install(folder, ...packages);
  return folder;
}

/** Adds packages to a project. */
export async function install(folder: string, ...packages: string[]): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
  await runIn(folder, 24, ["npm", "install", ...quiet, ...packages]);
}

/** Runs a script of a project with that version of Node, and returns what it printed last, as JSON. */
export async function runNode<Result>(
  folder: string,
  version: number,
  script: string,
  env?: Record<string, string>,
): Promise<Result> {
  return lastLine(await runIn(folder, version, ["node", script], env));
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
function serve(script: string, isolated: boolean): Deno.HttpServer<Deno.NetAddr> {
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

/** What a function that a script has made global returns in a page, isolated or not. */
export async function runInPage<Result>(
  page: Page,
  script: string,
  name: string,
  isolated: boolean,
): Promise<Result> {
  const server = serve(script, isolated);
  try {
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    return await page.evaluate(
      (name) => (globalThis as unknown as Record<string, () => Promise<Result>>)[name](),
      name,
    ) as Result;
  } finally {
    await page.close(); // the server waits for its connections
    await server.shutdown();
  }
}
