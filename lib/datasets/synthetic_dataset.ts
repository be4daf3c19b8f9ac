import type { ImageSet } from "../images.ts";
import { Random } from "../random.ts";
import { createDataset, type Dataset, type LoadOptions } from "./dataset.ts";
import { shapesOf } from "./synthetic/letters.ts";
import { drawCharacters } from "./synthetic/strokes.ts";

/**
 * The synthetic data set: 60,000 and 10,000 characters drawn as by {@linkcode strokes}, or the first ones.
 *
 * @param classNames the characters to draw; the ten digits if one of these is neither a digit nor a letter
 */
export function syntheticDataset(
  { trainCount = 60_000, testCount = 10_000 }: Pick<LoadOptions, "trainCount" | "testCount"> = {},
  classNames: readonly string[] = DIGITS,
): Dataset {
  const drawable = classNames.every((name) => shapesOf(name));
  const characters = drawable ? classNames : DIGITS;
  const draw = (count: number, seed: number): ImageSet =>
    drawCharacters(
      count,
      new Random(seed),
      [...characters.keys()],
      (label) => shapesOf(characters[label])!,
    );
  const kind = characters.length > 10 ? "characters" : "digits";
  const parts: Omit<Dataset, "hash"> = {
    name: "strokes",
    title: `Strokes: ${kind} drawn by a program, not handwritten`,
    train: draw(trainCount, 0x9e3779b9),
    test: draw(testCount, 0x7f4a7c15),
    classNames: [...characters],
    source: "synthetic",
    where: "drawn by strokes() in this library",
    licence: "MIT, as this library",
  };
  return createDataset(parts, { trainCount, testCount });
}

const DIGITS = [..."0123456789"];
