// The time of each kernel and job of a training step, on one thread and on several, and a lower bound
// of it for this machine.
// `deno run -A bench/kernels.ts [--networks LIST] [--product blas|wasm] [--seconds S]`.
// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { oursTrainer, type ProductChoice } from "./engines/ours_trainer.ts";
import { writeMaterial } from "./engines/material.ts";
import { machine } from "./report/machine.ts";
import { boundMs, measurePeaks, type Peaks } from "./native/native.ts";
import { type NetworkName, networks } from "./networks.ts";
import { parseOptions } from "./options.ts";
import { readArguments, withUsage } from "../tasks/options.ts";
import { runTask } from "../tasks/project.ts";
import { temporaryFolder } from "../tasks/temporary.ts";
import { markdownTable } from "../tasks/markdown_table.ts";
import { figures } from "./report/report.ts";
import { type Entry, Trace } from "./trace.ts";

/** Rows of the table; the remaining kernels are summed in one more. */
const SHOWN = 24;
const WARM_UP = 10;

const usage = "usage: deno run -A bench/kernels.ts [--networks LIST] [--product blas|wasm] " +
  "[--seconds S] [--threads N]";

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    options: {
      networks: { type: "string", default: "dense,plain,conv64,emnist1" },
      product: { type: "string", default: "blas" },
      seconds: { type: "string", default: "3" },
      threads: { type: "string", default: "2" },
    },
  } as const;
  return readArguments(config, ({ values: { product, ...others } }) => {
    if (product !== "blas" && product !== "wasm") {
      throw new RangeError(`--product must be blas or wasm, got "${product}"`);
    }
    const options = parseOptions(
      Object.entries(others).map(([name, value]) => `--${name}=${value}`),
    );
    return { ...options, product: product as ProductChoice };
  });
}

async function main(): Promise<void> {
  const { product, networks: names, seconds, threads } = withUsage(
    usage,
    () => readOptions(Deno.args),
  );
  const peaks = await measurePeaks(threads);
  console.log(Object.values(machine()).join(", "));
  console.log(peaks ? describe(peaks) : "no C compiler (cc), so there are no bounds");
  for (const name of names) await profile(name, product, threads, seconds, peaks);
}

function describe({ gflops, bandwidth, threads }: Peaks): string {
  const sets = bandwidth.map(({ bytes, gbytes }) =>
    `${bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`} ${figures(gbytes)}`
  );
  return `peak on ${threads} threads: ${
    figures(gflops)
  } GFLOP/s; GB/s by the bytes in use per thread: ${sets.join(", ")}`;
}

async function profile(
  name: NetworkName,
  product: ProductChoice,
  threads: number,
  seconds: number,
  peaks: Peaks | undefined,
): Promise<void> {
  await using folder = await temporaryFolder();
  const network = networks[name];
  const material = await writeMaterial(network, folder.path);
  const build = { network, ...material };
  const one = threads > 1 ? await traced({ ...build, threads: 1 }, product, seconds) : undefined;
  const all = await traced({ ...build, threads }, product, seconds);
  const before = one ? `${figures(one.freeMs)} ms per step on one thread, ` : "";
  console.log(
    `\n## ${name}, ${all.note}: ${before}${figures(all.freeMs)} on ${threads}; traced ${
      figures(all.ms)
    }, of which ${figures(all.jobMs)} in jobs and ${figures(all.ms - all.jobMs)} in JavaScript`,
  );
  console.log(kernelTable(all, one, peaks));
}

/** A network while it trains; times in ms per step. */
interface Traced {
  /** without tracing */
  freeMs: number;
  ms: number;
  jobMs: number;
  steps: number;
  entries: Map<string, Entry>;
  note: string;
}

async function traced(
  build: Parameters<typeof oursTrainer>[0],
  product: ProductChoice,
  seconds: number,
): Promise<Traced> {
  const trainer = await oursTrainer(build, product);
  await trainer.train((losses) => losses.length >= WARM_UP);
  const { ms: freeMs } = await timed(trainer, seconds);
  const trace = new Trace();
  const { ms, steps } = await timed(trainer, seconds);
  trace.stop();
  const { note } = trainer, { entries } = trace;
  return { freeMs, ms, jobMs: trace.jobMs / steps, steps, entries, note };
}

async function timed(trainer: Awaited<ReturnType<typeof oursTrainer>>, seconds: number) {
  const start = performance.now(), end = start + seconds * 1000;
  const { length: steps } = await trainer.train(() => performance.now() > end);
  return { steps, ms: (performance.now() - start) / steps };
}

function kernelTable(
  { entries, steps }: Traced,
  one: Traced | undefined,
  peaks: Peaks | undefined,
): string {
  // The median of all calls, as other processes slow some of them.
  const perStep = (times: number[], of = steps) => median(times)! * times.length / of;
  // "matmul 3.100 → 1.700": on one thread → on all
  const jobTimes = ({ name, jobs }: Entry) =>
    [...jobs].map(([job, times]) => {
      const alone = one?.entries.get(name)?.jobs.get(job);
      const before = alone ? `${perStep(alone, one!.steps).toFixed(3)} → ` : "";
      return `${job} ${before}${perStep(times).toFixed(3)}`;
    });
  const sorted = [...entries.values()]
    .map((entry) => ({ ...entry, ms: perStep(entry.calls) }))
    .toSorted((a, b) => b.ms - a.ms);
  const shown = sorted.slice(0, SHOWN).map((entry) => {
    const { name, calls, ms, bytes, flops } = entry;
    const bound = peaks && boundMs(peaks, flops / steps, bytes / steps);
    const bounds = bytes && bound ? [bound.toFixed(3), (ms / bound).toFixed(1)] : ["–", "–"];
    return [
      name,
      (calls.length / steps).toFixed(1),
      ms.toFixed(3),
      ...(peaks ? bounds : []),
      flops ? figures(flops / steps / ms / 1e6) : "–",
      jobTimes(entry).join(", ") || "none: JavaScript",
    ];
  });
  const rest = sorted.slice(SHOWN).reduce((sum, { ms }) => sum + ms, 0);
  const bounds = peaks ? ["at least ms", "times that"] : [];
  const head = [
    "kernel",
    "calls per step",
    "ms per step",
    ...bounds,
    "GFLOP/s",
    one ? "jobs, ms per step on one thread → on all" : "jobs, ms per step",
  ];
  const more = sorted.length - shown.length;
  const table = markdownTable(head, shown, [0, head.length - 1]);
  return more ? `${table}\nand ${more} more: ${rest.toFixed(3)} ms` : table;
}

if (import.meta.main) await runTask(main);
