import { originalPositionFor, TraceMap } from "npm:@jridgewell/trace-mapping@0.3.31";
import { join } from "@std/path";
import { jupyterEnvironment } from "../environment/jupyter_settings.ts";
import { fileError } from "../../lib/files/mod.ts";
import { startGuarded } from "../guard.ts";
import { capture, lines } from "../process.ts";
import { root, TaskError, venvPython } from "../project.ts";
import { temporaryFolder } from "../temporary.ts";

/** How a notebook ran. */
export interface Run {
  name: string;
  /** number of code cells */
  cells: number;
  seconds: number;
  failure?: Failure;
}

/** The error that ended a notebook. */
export interface Failure {
  /** among all cells, from 1 */
  cell: number;
  /** the execution count that Jupyter shows next to the cell */
  count: number;
  /** the line in the cell, from 1, if known */
  line?: number;
  source: string;
  name: string;
  message: string;
}

/** Receives the progress of a run. */
export interface RunListener {
  /** a cell starts, after `done` of `of` code cells */
  cell(name: string, done: number, of: number): void;
  /** a notebook has ended */
  end(run: Run): void;
}

type Event =
  | { event: "start"; name: string; of: number }
  | { event: "cell"; number: number; done: number; of: number }
  | { event: "passed"; seconds: number }
  | { event: "stopped"; message: string }
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
 * @throws {TaskError} a copy cannot be written, or the kernels' program ended
 * @param options.quick whether to use the notebooks' reduced sizes
 * @param options.limit seconds that a cell may take
 */
export async function runNotebooks(
  paths: string[],
  folder: string,
  options: { quick: boolean; limit: number },
  listener: RunListener,
): Promise<Run[]> {
  const logFile = join(folder, "kernel.log");
  const log = await Deno.open(logFile, { write: true, create: true, truncate: true });
  const program = join(root, "tasks/notebooks/execute.py");
  const child = startGuarded(venvPython, [program, folder, String(options.limit), ...paths], {
    env: { ...jupyterEnvironment(), AUTOENCODERS_QUICK: options.quick ? "1" : "" },
    stdout: "piped",
    stderr: "piped",
  });
  let fault: unknown;
  const logged = child.stderr.pipeTo(log.writable)
    .catch((error) => fault = fileError(error, "write", logFile));
  const runs: Run[] = [];
  let name = "", cells = 0;
  for await (const line of lines(child.stdout)) {
    const event: Event = JSON.parse(line);
    if (event.event === "start") [name, cells] = [event.name, event.of];
    else if (event.event === "stopped") {
      fault = new TaskError(`${event.message}; the notebooks of the course are whole`);
    } else if (event.event === "cell") listener.cell(name, event.done, event.of);
    else {
      const run: Run = { name, cells, seconds: event.seconds };
      if (event.event === "failed") {
        const { cell, count, source, name, message } = event;
        run.failure = { cell, count, source, name, message };
        run.failure.line = await failingLine(source, event);
      }
      runs.push(run);
      listener.end(run);
    }
  }
  await logged;
  const { code } = await child.status;
  if (fault) throw fault;
  if (code !== 0 || runs.length < paths.length) {
    throw new TaskError(`the notebook runner ended with ${code}: see ${logFile}`);
  }
  return runs;
}

/**
 * The line of a cell's TypeScript that an error points at, from 1; `undefined` if it is outside the
 * cell.
 *
 * The kernel counts lines in the JavaScript that it transpiles the cell to, without the blank lines
 * and types of the source. The same Deno gives the source map.
 */
async function failingLine(
  cell: string,
  { message, trace }: { message: string; trace: string[] },
): Promise<number | undefined> {
  // a syntax error has the line in the source
  const syntax = /repl\.tsx:(\d+):\d+/.exec(message);
  if (syntax) return Number(syntax[1]);
  // the outermost frame is in this cell; inner frames may be in functions of earlier cells
  const place = trace.map((line) => /<anonymous>:(\d+):\d+/.exec(line)).findLast(Boolean);
  if (!place) return undefined;
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const file = join(folder, "cell.ts");
  await Deno.writeTextFile(file, cell);
  const args = ["transpile", "--no-config", "--source-map", "inline", file];
  const script = (await capture(Deno.execPath(), args))?.stdout ?? "";
  const map = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(script);
  if (!map) return undefined;
  const transpiled = script.split("\n")[Number(place[1]) - 1] ?? "";
  const column = transpiled.length - transpiled.trimStart().length;
  const position = { line: Number(place[1]), column };
  return originalPositionFor(new TraceMap(atob(map[1])), position).line ?? undefined;
}
