/**
 * `deno task notebooks [--quick] [--write] [--limit=SECONDS] [NAME…]`: runs every notebook, or the
 * named ones, in the real kernel; writes executed copies and a page of each to build/notebooks.
 *
 * - `--quick`: the notebooks' reduced sizes
 * - `--write`: puts the outputs into notebooks/ too, as they are committed
 * - `--limit`: seconds that a cell may take, 900 unless told
 *
 * @module
 */
import { join, relative } from "@std/path";
import { parseArgs } from "node:util";
import { keepOutputs } from "./keep_outputs.ts";
import { TerminalLine } from "../../lib/progress/mod.ts";
import { writePages } from "../pages/write_pages.ts";
import { allNotebooks, nameOf, selectNotebooks } from "./notebook.ts";
import { build, notebooks, root, runTask, secondsSince, TaskError } from "../project.ts";
import { type Run, runNotebooks } from "./run.ts";
import { ensureSetup } from "../environment/setup.ts";

const folder = join(build, "notebooks");

async function main(): Promise<number> {
  const { quick, write, limit, names } = readArguments();
  const paths = selectNotebooks(await allNotebooks(), names);
  await ensureSetup();
  await Deno.mkdir(folder, { recursive: true });
  await removeOthers(await allNotebooks());
  const start = performance.now();
  const status = new TerminalLine();
  const width = Math.max(...paths.map((path) => nameOf(path).length));
  const runs = await runNotebooks(paths, folder, { quick, limit }, {
    cell: (name, done, of) => status.update(`${name.padEnd(width)}  cell ${done + 1} of ${of}`),
    end: (run) => {
      status.update("");
      console.log(report(run, width));
    },
  });
  await writePages(folder);
  const passed = runs.filter((run) => !run.failure);
  const refused = write ? await writeBack(passed.map(({ name }) => name)) : 0;
  const failed = runs.length - passed.length + refused;
  console.log(`Look at ${relative(Deno.cwd(), join(folder, "index.html"))}`);
  console.log(`All of it: ${secondsSince(start)}${quick ? ", at reduced size" : ""}`);
  console.log(`notebooks: ${runs.length - failed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

/** Takes away what earlier runs made of notebooks that there are no longer. */
async function removeOthers(paths: string[]): Promise<void> {
  const names = new Set(paths.map(nameOf));
  for await (const { name } of Deno.readDir(folder)) {
    const page = /^(.+)\.(ipynb|html)$/.exec(name);
    if (page && !names.has(page[1])) await Deno.remove(join(folder, name));
  }
}

function readArguments(): { quick: boolean; write: boolean; limit: number; names: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: Deno.args,
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        limit: { type: "string", default: "900" },
      },
    });
    const limit = Number(values.limit);
    if (!Number.isInteger(limit) || limit < 1) {
      throw new TaskError(`--limit must be a whole number of seconds, got ${values.limit}`);
    }
    if (values.quick && values.write) {
      throw new TaskError("--write keeps outputs of a full run: leave --quick out");
    }
    return { quick: values.quick, write: values.write, limit, names: positionals };
  } catch (error) {
    throw new TaskError((error as Error).message);
  }
}

function report(run: Run, width: number): string {
  const cells = `${run.cells} cells`.padStart(9);
  const line = `${run.name.padEnd(width)} ${cells} ${run.seconds.toFixed(1).padStart(7)} s`;
  if (!run.failure) return line;
  const { cell, count, line: at, source, name, message } = run.failure;
  const where = `${relative(root, notebooks)}/${run.name}.ipynb, cell ${cell} (In [${count}])`;
  const shown = source.split("\n")[(at ?? 1) - 1].trim();
  const said = message.startsWith(name) ? message : `${name}: ${message}`;
  return `${line}  FAILED\n  ${where}${at ? `, line ${at}` : ""}: ${shown}\n  ${
    said.replaceAll("\n", "\n  ")
  }`;
}

/** Keeps the outputs of notebooks in the course; says of which not, and why. Returns how many not. */
async function writeBack(names: string[]): Promise<number> {
  let refused = 0;
  for (const name of names) {
    const wrong = await keepOutputs(name, folder, notebooks);
    if (wrong.length === 0) continue;
    refused++;
    console.log([`${name}: its outputs are not kept`, ...wrong].join("\n  "));
  }
  return refused;
}

if (import.meta.main) await runTask(main);
