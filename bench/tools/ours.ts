/**
 * One job by this library: `deno run -A bench/tools/ours.ts JOB MATERIAL.json`. Prints its time as JSON.
 *
 * @module
 */
import {
  type Codes,
  codesFrom,
  fitPca,
  ImageSet,
  kMeans,
  loadAutoencoder,
  loadDataset,
  projectTsne,
  projectUmap,
  Random,
  trustworthiness,
  useBackend,
} from "@autoencoders";
import { structuralSimilarity } from "../../lib/evaluation/mod.ts";
import type { JobName, Timing } from "./jobs.ts";
import { readCodes, type ToolsMaterial } from "./material.ts";

/** How near two neighbours must be in a projection, and how many of its points are judged. */
const NEIGHBOURS = 12, JUDGED = 2000;

/** The first of some codes: a job runs on them before its time is taken, as in theirs.py, or is judged by them. */
const first = ({ values, dimensions }: Codes, count: number) =>
  codesFrom(values.slice(0, count * dimensions), dimensions);

async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now(), result = await work();
  return { ms: performance.now() - start, result };
}

const bytes = ({ file }: { file: string }) => Deno.readFile(file);

type Job = (material: ToolsMaterial) => Promise<Timing>;
const ours: Record<Exclude<JobName, "figure">, Job> = {
  async tsne({ codes }) {
    const points = await readCodes(codes);
    await projectTsne(first(points, 100), new Random(1));
    const { ms, result } = await timed(() => projectTsne(points, new Random(1)));
    return { ms, value: judged(points, result) };
  },
  async umap({ codes }) {
    const points = await readCodes(codes);
    for (const count of [500, 5000]) await projectUmap(first(points, count), new Random(1));
    const { ms, result } = await timed(() => projectUmap(points, new Random(1)));
    return { ms, value: judged(points, result) };
  },
  async pca({ train, side }) {
    const images = new ImageSet(await bytes(train), { height: side, width: side });
    fitPca(images.slice(0, Math.min(1000, images.count)), 32);
    const { ms, result } = await timed(() => fitPca(images, 32));
    return { ms, value: result.explained };
  },
  async kmeans({ codes }) {
    const points = await readCodes(codes);
    kMeans(first(points, 100), 10, new Random(1));
    const { ms, result } = await timed(() => kMeans(points, 10, new Random(1)));
    return { ms, value: result.inertia };
  },
  async ssim({ test, reconstructed, side }) {
    const [x, y] = (await Promise.all([test, reconstructed].map(bytes)))
      .map((pixels) => Float32Array.from(pixels, (value) => value / 255));
    const size = side * side, shape = { height: side, width: side };
    const measure = (count: number) => {
      let sum = 0;
      for (let at = 0; at < count * size; at += size) {
        sum += structuralSimilarity(x.subarray(at, at + size), y.subarray(at, at + size), shape);
      }
      return sum / count;
    };
    measure(Math.min(10, test.count));
    const { ms, result } = await timed(() => measure(test.count));
    return { ms, value: result };
  },
  async mnist({ folder }) {
    const options = { folder, substitute: false, warn: () => {} };
    const { ms, result: { train, test } } = await timed(() => loadDataset("mnist", options));
    return { ms, value: train.count + test.count };
  },
  async model({ model }) {
    const { ms, result } = await timed(() => loadAutoencoder(model));
    return { ms, value: result.countParams() };
  },
};

/** The trustworthiness of the first points in their projection. */
export function judged(codes: Codes, plane: Codes): number {
  const n = Math.min(JUDGED, codes.count);
  return trustworthiness(first(codes, n), first(plane, n), NEIGHBOURS);
}

if (import.meta.main) {
  const [job, file] = Deno.args;
  const material: ToolsMaterial = JSON.parse(await Deno.readTextFile(file));
  await useBackend({ threads: material.threads });
  console.log(JSON.stringify(await ours[job as keyof typeof ours](material)));
}
