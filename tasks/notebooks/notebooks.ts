/**
 * `deno task notebooks [--quick] [--write] [--limit=SECONDS] [NAME…]`: runs every notebook, or the
 * named ones, in the real kernel; writes executed copies and their pages to build/notebooks.
 *
 * - `--quick`: runs with the notebooks' reduced sizes
 * - `--write`: also puts the outputs into notebooks/, to be committed
 * - `--limit`: seconds that a cell may take, default 900
 *
 * @module
 */
import { join, relative } from "@std/path";
import { ignoreNotFound } from "../../lib/files/mod.ts";
import { TerminalLine } from "../../lib/progress/mod.ts";
import { ensureSetup } from "../environment/setup.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { writePages } from "../pages/pages.ts";
import { build, notebooks, root, runTask, secondsSince, typedFolder } from "../project.ts";
import { problems } from "./check.ts";
import {
  allNotebooks,
  nameOf,
  openNotebooks,
  readNotebook,
  selectNotebooks,
  sourceHash,
  writeNotebook,
} from "./notebook.ts";
import { type Run, runNotebooks } from "./run.ts";

const folder = join(build, "notebooks");

async function main(): Promise<number> {
  const { quick, write, limit, names } = readOptions(Deno.args);
  const paths = selectNotebooks(await allNotebooks(), names);
  await ensureSetup();
  await Deno.mkdir(folder, { recursive: true });
  await removeOthers(await allNotebooks());
  const start = performance.now();
  const status = new TerminalLine();
  const width = Math.max(...paths.map((path) => nameOf(path).length));
  let unreadable = 0;
  const opened = await openNotebooks(paths, (path, message) => {
    unreadable++;
    console.log(`${nameOf(path).padEnd(width)}  FAILED\n  ${message}`);
  });
  const runnable = opened.map(({ path }) => path);
  const runs = await runNotebooks(runnable, folder, { quick, limit }, {
    cell: (name, done, of) => status.update(`${name.padEnd(width)}  cell ${done + 1} of ${of}`),
    end: (run) => {
      status.update("");
      console.log(report(run, width));
    },
  });
  await writePages(folder);
  const passed = runs.filter((run) => !run.failure);
  const refused = write ? await writeBack(passed.map(({ name }) => name)) : 0;
  const failed = runs.length - passed.length + refused + unreadable;
  console.log(`Open ${relative(typedFolder(), join(folder, "index.html"))}`);
  console.log(`Total: ${secondsSince(start)}${quick ? ", with reduced sizes" : ""}`);
  console.log(`notebooks: ${passed.length - refused} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

/**
 * Removes the results of earlier runs of notebooks that no longer exist, and what killed runs left behind:
 * no process writes to a copy for an hour.
 */
async function removeOthers(paths: string[]): Promise<void> {
  const names = new Set(paths.map(nameOf));
  for await (const { name } of Deno.readDir(folder)) {
    const page = /^(.+)\.(ipynb|html)$/.exec(name);
    const path = join(folder, name);
    if (page ? !names.has(page[1]) : await isLeftBehind(path)) await Deno.remove(path);
  }
}

async function isLeftBehind(path: string): Promise<boolean> {
  if (!/\.ipynb\.part$/.test(path)) return false;
  const { mtime } = await ignoreNotFound(Deno.stat(path)) ?? {};
  return mtime != null && Date.now() - mtime.getTime() > 3_600_000;
}

const usage = "usage: deno task notebooks [--quick] [--write] [--limit=SECONDS] [NAME…]";

/** @throws {TaskError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      limit: { type: "string", default: "900" },
    },
  } as const;
  return withUsage(usage, () =>
    readArguments(config, ({ values, positionals }) => {
      const { quick, write } = values, limit = integerOption("--limit", values.limit);
      if (quick && write) throw new RangeError("--write needs a full run: omit --quick");
      return { quick, write, limit, names: positionals };
    }));
}

function report(run: Run, width: number): string {
  const cells = `${run.cells} cells`.padStart(9);
  const line = `${run.name.padEnd(width)} ${cells} ${run.seconds.toFixed(1).padStart(7)} s`;
  if (!run.failure) return line;
  const { cell, count, line: at, source, name, message } = run.failure;
  const where = `${relative(root, notebooks)}/${run.name}.ipynb, cell ${cell} (In [${count}])`;
  const shown = source.split("\n")[(at ?? 1) - 1].trim();
  const text = message.startsWith(name) ? message : `${name}: ${message}`;
  return `${line}  FAILED\n  ${where}${at ? `, line ${at}` : ""}: ${shown}\n  ${
    text.replaceAll("\n", "\n  ")
  }`;
}

/** Keeps the outputs of notebooks in the course, and reports those with problems. Returns their number. */
async function writeBack(names: string[]): Promise<number> {
  let refused = 0;
  for (const name of names) {
    const found = await keepOutputs(name, folder, notebooks);
    if (found.length === 0) continue;
    refused++;
    console.log([`${name}: its outputs are not kept`, ...found].join("\n  "));
  }
  return refused;
}

/**
 * Copies the outputs of a full run into a notebook of the course and marks them with the hash of their
 * source, unless the notebook has problems.
 *
 * @param executed the folder of the executed copy
 * @param course the folder of the course's notebooks
 * @returns the problems; if there are any, the notebook is unchanged
 */
export async function keepOutputs(
  name: string,
  executed: string,
  course: string,
): Promise<string[]> {
  const notebook = await readNotebook(join(executed, `${name}.ipynb`));
  notebook.metadata.autoencoders = { source: sourceHash(notebook), size: "full" };
  const found = problems(name, notebook);
  if (found.length === 0) await writeNotebook(join(course, `${name}.ipynb`), notebook);
  return found;
}

if (import.meta.main) await runTask(main);
