import { fromFileUrl, join } from "@std/path";
import { capture } from "../../tasks/process.ts";
import { root, TaskError } from "../../tasks/project.ts";
import { benchPython } from "../engines/venv.ts";
import type { JobName, Timing } from "./jobs.ts";
import { readCodes, type ToolsMaterial } from "./material.ts";
import { judged } from "./ours.ts";

const here = (name: string) => fromFileUrl(new URL(name, import.meta.url));

/** What a notebook does first, with the figures that only notebooks and tasks import. */
const FIGURE = `
import { ImageSet } from "@autoencoders";
import { showImages } from "@autoencoders/figures";
const [file, side] = Deno.args;
const pixels = (await Deno.readFile(file)).slice(0, 10 * side * side);
await showImages(new ImageSet(pixels, { height: +side, width: +side }));`;

/** Does a job with this library, in a process of its own. */
export async function runOurs(
  job: JobName,
  file: string,
  material: ToolsMaterial,
): Promise<Timing> {
  if (job !== "figure") {
    return JSON.parse(await output(Deno.execPath(), ["run", "-A", here("ours.ts"), job, file]));
  }
  const program = join(material.folder, "figure.ts");
  await Deno.writeTextFile(program, FIGURE);
  const config = `--config=${join(root, "deno.json")}`;
  const args = ["run", "-A", "--no-check", config, program, material.test.file, `${material.side}`];
  const start = performance.now();
  await output(Deno.execPath(), args);
  return { ms: performance.now() - start };
}

/** Does a job with the tools of Python, in a process of its own. */
export async function runTheirs(
  job: JobName,
  file: string,
  material: ToolsMaterial,
): Promise<Timing> {
  const start = performance.now();
  const printed = await output(benchPython, [here("theirs.py"), job, file]);
  const whole = performance.now() - start;
  const { ms, value } = JSON.parse(printed.trim().split("\n").at(-1)!);
  if (job === "figure") return { ms: whole };
  if (value !== null) return { ms, value };
  const plane = await readCodes({ file: `${file}.plane`, dimensions: 2 });
  return { ms, value: judged(await readCodes(material.codes), plane) };
}

async function output(command: string, args: string[]): Promise<string> {
  const done = await capture(command, args, { cwd: root, env: { NO_COLOR: "1" } });
  if (done?.code === 0) return done.stdout;
  throw new TaskError(`${command} ${args.join(" ")} failed: ${done?.stderr.trim() ?? "not found"}`);
}
