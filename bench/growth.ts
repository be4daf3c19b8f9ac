/**
 * `deno run -A bench/growth.ts [--points LIST] [--json FILE]`: images per second in training against
 * the batch, the width of the layers, the number of threads and the number of images, beside the peers.
 *
 * @module
 */
import { writeAtomic } from "../lib/files/mod.ts";
import { markdownTable } from "../tasks/markdown_table.ts";
import { integerOption, positiveOption, readArguments, withUsage } from "../tasks/options.ts";
import { runTask, TaskError, typedPath } from "../tasks/project.ts";
import type { EngineName } from "./engines/engines.ts";
import { ensureBenchVenv } from "./engines/venv.ts";
import { growthChart } from "./growth/chart.ts";
import { type Growth, merged, readGrowth, writeGrowth } from "./growth/measured.ts";
import { engines, panelNames, type Point, pointsIn } from "./growth/points.ts";
import { disagreements } from "./parity.ts";
import { machine } from "./report/machine.ts";
import { figures } from "./report/report.ts";
import { measure } from "./rounds.ts";

const usage = `usage: deno run -A bench/growth.ts [options]
  --points LIST   panels (${panelNames.join(", ")}) or points (batch:64); default all
  --rounds N      each engine has one turn per round, default 5
  --seconds S     length of a turn, default 0.3
  --json FILE     write the measurements, beside those of other points that FILE has, and
                  draw them all to the file of the same name that ends in .svg
  --draw          only draw what FILE has`;

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    options: {
      points: { type: "string", default: panelNames.join() },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "0.3" },
      json: { type: "string" },
      draw: { type: "boolean", default: false },
    },
  } as const;
  return readArguments(config, ({ values: { points, rounds, seconds, json, draw } }) => {
    if (json !== undefined && !json.endsWith(".json")) {
      throw new RangeError(`--json must name a file that ends in .json, got "${json}"`);
    }
    if (draw && json === undefined) throw new RangeError("--draw needs --json FILE");
    return {
      points: pointsIn(points, navigator.hardwareConcurrency),
      rounds: integerOption("--rounds", rounds),
      seconds: positiveOption("--seconds", seconds),
      json: json === undefined ? undefined : typedPath("--json", json),
      draw,
    };
  });
}

type Options = ReturnType<typeof readOptions>;

async function main(): Promise<void> {
  const options = withUsage(usage, () => readOptions(Deno.args)), { json, draw } = options;
  const earlier = json === undefined ? undefined : await readGrowth(json);
  if (draw) {
    if (!earlier) throw new TaskError(`there is no ${json} to draw`);
    return await writeChart(json!, earlier);
  }
  await ensureBenchVenv();
  let growth = merged(earlier, emptyGrowth(options));
  for (const point of options.points) {
    growth = merged(growth, await measurePoint(point, options));
    if (json === undefined) continue;
    await writeGrowth(json, growth);
    await writeChart(json, growth);
  }
  console.log(growthTable(growth));
}

const emptyGrowth = ({ rounds, seconds }: Options): Growth => ({
  machine: machine(),
  versions: { deno: Deno.version.deno },
  rounds,
  seconds,
  points: [],
});

const writeChart = (json: string, growth: Growth) =>
  writeAtomic(json.replace(/\.json$/, ".svg"), growthChart(growth));

async function measurePoint(point: Point, options: Options): Promise<Growth> {
  const { panel, value, network, threads, images } = point, { rounds, seconds } = options;
  const { rows, versions } = await measure(
    network,
    {
      engines: Object.keys(engines) as EngineName[],
      settings: engines,
      ...{ rounds, seconds, threads, images, patience: 120, busy: false, torchCompile: false },
    },
    (line) => console.error(`${panel} ${value}: ${line}`),
  );
  const differences = disagreements(rows, { [network.name]: network });
  if (differences.length > 0) {
    throw new TaskError(`the engines disagree at ${panel} ${value}: ${differences.join("; ")}`);
  }
  return {
    ...emptyGrowth(options),
    versions: { deno: Deno.version.deno, ...versions },
    points: [{
      panel,
      value,
      date: new Date().toISOString().slice(0, 10),
      rows: rows.map(({ engine, imagesPerSecond, spread }) => ({
        engine,
        imagesPerSecond: Math.round(imagesPerSecond),
        spread: Number(spread.toFixed(2)),
      })),
    }],
  };
}

/** Images a second of every engine at every point, and ours ÷ the best peer. */
export function growthTable({ points }: Growth): string {
  const names = Object.keys(engines) as EngineName[];
  const body = points.map(({ panel, value, rows }) => {
    const speeds = names.map((name) => rows.find(({ engine }) => engine === name)?.imagesPerSecond);
    const [ours, ...peers] = speeds, known = peers.filter((speed) => speed !== undefined);
    return [
      panel,
      value.toLocaleString("en"),
      ...speeds.map((speed) => speed === undefined ? "–" : figures(speed)),
      ours === undefined || known.length === 0 ? "–" : figures(ours / Math.max(...known)),
    ];
  });
  return markdownTable(["panel", "at", ...names, "ours ÷ best peer"], body, [0]);
}

if (import.meta.main) await runTask(main);
