import { Random } from "../random.ts";
import { createDataset, type Dataset, type LoadOptions } from "./dataset.ts";
import { strokes } from "./synthetic/strokes.ts";

/** The synthetic data set: 60,000 and 10,000 digits by {@linkcode strokes}, or the first ones. */
export function syntheticDataset(
  { trainCount = 60_000, testCount = 10_000 }: Pick<LoadOptions, "trainCount" | "testCount"> = {},
): Dataset {
  const parts: Omit<Dataset, "hash"> = {
    name: "strokes",
    title: "Strokes: digits drawn by a program, not handwritten",
    train: strokes(trainCount, new Random(0x9e3779b9)),
    test: strokes(testCount, new Random(0x7f4a7c15)),
    classNames: [..."0123456789"],
    source: "synthetic",
    where: "drawn by strokes() in this library",
    licence: "MIT, as this library",
  };
  return createDataset(parts, { trainCount, testCount });
}
