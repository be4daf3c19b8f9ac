/**
 * `deno run -A bench/codec/training.ts`: how fast the networks of the learned codec train, in images a second,
 * beside the same network as masked convolutions of PyTorch, in turns: five of each.
 *
 * @module
 */
import { imageSet, Random, useBackend } from "@autoencoders";
import { trainPixelModel } from "@autoencoders/codec";
// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { fromFileUrl } from "@std/path";
import { markdownTable } from "../../tasks/markdown_table.ts";
import { capture } from "../../tasks/process.ts";
import { runTask, TaskError } from "../../tasks/project.ts";
import { benchPython, ensureBenchVenv } from "../engines/venv.ts";
import { machine } from "../report/machine.ts";

const TURNS = 5, BATCH = 64, STEPS = 20;
const shapes = {
  "4 blocks, 16 channels, radius 6": { channels: 16, blocks: 4, radius: 6 },
  "5 blocks, 32 channels, radius 8": { channels: 32, blocks: 5, radius: 8 },
};
type Shape = typeof shapes[keyof typeof shapes];

const random = new Random(1);
const noise = Uint8Array.from(
  { length: BATCH * STEPS * 784 },
  () => Number(random.uniform() < 0.2),
);
const images = imageSet(noise, { height: 28, width: 28, maximum: 1 });

/** Images a second of the second epoch in floats; the first warms up. */
async function ours(shape: Shape): Promise<number> {
  const { records } = await trainPixelModel(images, {
    ...{ ...shape, seed: 1, epochs: 2, roundedEpochs: 1, batchSize: BATCH, learningRate: 0.001 },
  });
  return records[1].imagesPerSecond;
}

async function pytorch({ channels, blocks, radius }: Shape, threads: number): Promise<number> {
  const script = fromFileUrl(new URL("masked_convolutions.py", import.meta.url));
  const numbers = [channels, blocks, radius, BATCH, STEPS, threads].map(String);
  const done = await capture(benchPython, [script, ...numbers]);
  if (done?.code !== 0) throw new TaskError(`PyTorch does not run: ${done?.stderr}`);
  return JSON.parse(done.stdout).imagesPerSecond;
}

/** Measures and prints a table. */
async function measureTraining(): Promise<void> {
  await ensureBenchVenv();
  const backend = await useBackend(), { processor, cores } = machine();
  const threads = Number(/\d+$/.exec(backend.name)?.[0] ?? 1);
  const rows: string[][] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const own: number[] = [], others: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      own.push(await ours(shape));
      others.push(await pytorch(shape, threads));
    }
    const ratios = own.map((speed, i) => speed / others[i]);
    const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    rows.push([
      name,
      ...[own, others].map((speeds) => Math.round(median(speeds)!).toLocaleString("en")),
      `${median(ratios)!.toFixed(2)} (${spread})`,
    ]);
  }
  console.log(`${processor}, ${cores} cores, ${backend.name}, PyTorch with ${threads} threads\n`);
  console.log(markdownTable(["network", "ours", "PyTorch", "ratio, of each turn"], rows, [0]));
}

if (import.meta.main) await runTask(measureTraining);
