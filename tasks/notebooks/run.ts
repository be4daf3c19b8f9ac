import { lines } from "../lines.ts";
import { failingLine } from "./cell_line.ts";
import { jupyterEnvironment } from "../environment/jupyter.ts";
import { root, venvPython } from "../project.ts";
import { join } from "@std/path";

/** How a notebook ran. */
export interface Run {
  name: string;
  /** code cells in it */
  cells: number;
  seconds: number;
  failure?: Failure;
}

/** What stopped a notebook. */
export interface Failure {
  /** from 1, among all cells */
  cell: number;
  /** the number that Jupyter shows beside the cell */
  count: number;
  /** from 1, where the kernel told it */
  line?: number;
  source: string;
  name: string;
  message: string;
}

/** What a watcher of a run hears: a cell is about to run, or a notebook has ended. */
export interface Watcher {
  cell(name: string, done: number, of: number): void;
  end(run: Run): void;
}

type Event =
  | { event: "start"; name: string; of: number }
  | { event: "cell"; number: number; done: number; of: number }
  | { event: "passed"; seconds: number }
  | {
    event: "failed";
    seconds: number;
    cell: number;
    count: number;
    source: string;
    name: string;
    message: string;
    trace: string[];
  };

/**
 * Runs notebooks in the real kernel, one after another, and writes executed copies to `folder`.
 *
 * @param options.quick the notebooks' reduced sizes
 * @param options.limit seconds that a cell may take
 */
export async function runNotebooks(
  paths: string[],
  folder: string,
  options: { quick: boolean; limit: number },
  watcher: Watcher,
): Promise<Run[]> {
  const child = new Deno.Command(venvPython, {
    args: [join(root, "tasks/notebooks/execute.py"), folder, String(options.limit), ...paths],
    env: { ...jupyterEnvironment(), AUTOENCODERS_QUICK: options.quick ? "1" : "" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = Deno.open(join(folder, "kernel.log"), { write: true, create: true, truncate: true })
    .then((file) => child.stderr.pipeTo(file.writable));
  const runs: Run[] = [];
  let name = "", cells = 0;
  for await (const line of lines(child.stdout)) {
    const event: Event = JSON.parse(line);
    if (event.event === "start") [name, cells] = [event.name, event.of];
    else if (event.event === "cell") watcher.cell(name, event.done, event.of);
    else {
      const run: Run = { name, cells, seconds: event.seconds };
      if (event.event === "failed") {
        const { cell, count, source, name, message } = event;
        run.failure = { cell, count, source, name, message };
        run.failure.line = await failingLine(source, event);
      }
      runs.push(run);
      watcher.end(run);
    }
  }
  await log;
  const { code } = await child.status;
  if (code !== 0 || runs.length < paths.length) {
    throw new Error(`the notebook runner ended with ${code}: see ${join(folder, "kernel.log")}`);
  }
  return runs;
}
