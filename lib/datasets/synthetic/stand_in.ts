import { Random } from "../../random.ts";
import { type Dataset, finish, type LoadOptions } from "../dataset.ts";
import { strokes } from "./strokes.ts";

/** The made data set: 60,000 and 10,000 drawn digits, or the first so many of them. */
export function madeStrokes(
  { trainCount = 60_000, testCount = 10_000 }: Pick<LoadOptions, "trainCount" | "testCount"> = {},
): Dataset {
  const dataset = {
    name: "strokes",
    title: "Strokes: digits drawn by a program, no handwriting",
    train: strokes(trainCount, new Random(0x9e3779b9)),
    test: strokes(testCount, new Random(0x7f4a7c15)),
    classNames: [..."0123456789"],
    source: "made" as const,
    where: "drawn by strokes() in this library",
    licence: "MIT, as this library",
  };
  return finish(dataset, { trainCount, testCount });
}
