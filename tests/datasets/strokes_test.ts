import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { sha256Hex } from "../../lib/files/mod.ts";
import {
  accuracy,
  classifyByNeighbours,
  type ImageSet,
  loadDataset,
  pixelsAsCodes,
  Random,
  strokes,
} from "@autoencoders";
import { syntheticDataset } from "../../lib/datasets/synthetic_dataset.ts";

Deno.test("strokes() generates the same bytes on every machine", () => {
  const { pixels, labels } = strokes(500, new Random(2 ** 31 + 7));
  strictEqual(
    sha256Hex(pixels, labels!),
    "a7b75e417abea8c8db7da865a55bc1a2e1e9c9c24ca6c695d869b14c25cd0fd0",
  );
});

Deno.test("a smaller synthetic data set is the start of a larger one", async () => {
  const few = await loadDataset("strokes", { trainCount: 50, testCount: 20 });
  const more = await loadDataset("strokes", { trainCount: 80, testCount: 40 });
  deepStrictEqual(few.train.pixels, more.train.slice(0, 50).pixels);
  deepStrictEqual(few.test.labels, more.test.slice(0, 20).labels);
  deepStrictEqual([few.source, few.substitutionNotice], ["synthetic", undefined]);
});

Deno.test("training and test images are disjoint", async () => {
  const { train, test } = await loadDataset("strokes", { trainCount: 3000, testCount: 3000 });
  const keys = (set: ImageSet) => Array.from({ length: set.count }, (_, i) => set.image(i).join());
  const seen = new Set(keys(train));
  strictEqual(seen.size, 3000);
  ok(keys(test).every((key) => !seen.has(key)));
});

Deno.test("all ten digits are about equally frequent", () => {
  const counts = new Array(10).fill(0);
  for (const label of strokes(2000, new Random(3)).labels!) counts[label]++;
  ok(counts.every((count) => count > 140 && count < 260), `${counts}`);
});

Deno.test("digits are laid out like MNIST's: 20 × 20 ink, centre of mass in the middle", () => {
  const images = strokes(500, new Random(4));
  let centred = 0;
  for (let i = 0; i < images.count; i++) {
    const image = images.image(i);
    const ink = [...image.keys()].filter((k) => image[k] > 127);
    const rows = ink.map((k) => Math.floor(k / 28)), columns = ink.map((k) => k % 28);
    const span = (at: number[]) => Math.max(...at) - Math.min(...at) + 1;
    const size = Math.max(span(rows), span(columns));
    ok(size >= 18 && size <= 22, `digit ${i} is ${size} pixels long`);
    const mass = image.reduce((sum, pixel) => sum + pixel, 0);
    const x = image.reduce((sum, pixel, k) => sum + pixel * (k % 28), 0) / mass;
    const y = image.reduce((sum, pixel, k) => sum + pixel * Math.floor(k / 28), 0) / mass;
    if (Math.abs(x - 13.5) < 1.5 && Math.abs(y - 13.5) < 1.5) centred++;
  }
  ok(centred >= 450, `${centred} of 500 are centred`);
});

Deno.test("a thicker pen leaves more ink, slant 0 and jitter 0 leave less variety", () => {
  const ink = (penWidth: number) =>
    strokes(100, new Random(5), { penWidth }).pixels.reduce((sum, pixel) => sum + pixel, 0);
  ok(ink(4) > 1.4 * ink(2));
  const variety = (options: object) => {
    const images = strokes(200, new Random(6), { digits: [1], ...options });
    let total = 0;
    for (let k = 0; k < 784; k++) {
      let sum = 0, squares = 0;
      for (let i = 0; i < 200; i++) {
        sum += images.image(i)[k];
        squares += images.image(i)[k] ** 2;
      }
      total += squares / 200 - (sum / 200) ** 2;
    }
    return total;
  };
  ok(variety({ slant: 0, jitter: 0, rotation: 0 }) < 0.8 * variety({}));
});

Deno.test("strokes() rejects invalid options with the value in the message", () => {
  const rejected = (make: () => unknown, message: string) =>
    throws(make, { name: "RangeError", message });
  for (const count of [0, -1, 1.5, NaN]) {
    rejected(
      () => strokes(count, new Random(1)),
      `count must be an integer of at least 1, got ${count}`,
    );
  }
  for (const name of ["penWidth", "slant", "rotation", "jitter", "blur"]) {
    for (const value of [-1, NaN, Infinity]) {
      rejected(
        () => strokes(1, new Random(1), { [name]: value }),
        `${name} must be finite and at least 0, got ${value}`,
      );
    }
  }
  rejected(() => strokes(1, new Random(1), { penWidth: 9 }), "penWidth must be in 0–8, got 9");
  rejected(
    () => strokes(1, new Random(1), { digits: [] }),
    "digits must be integers in 0–9, got none",
  );
  rejected(
    () => strokes(1, new Random(1), { digits: [3, 10] }),
    "digits must be integers in 0–9, got 10",
  );
  rejected(
    () => strokes(1, new Random(1), { digits: [0.5] }),
    "digits must be integers in 0–9, got 0.5",
  );
});

Deno.test("a data set of letters is replaced by letters, one of clothing by digits", () => {
  const letters = syntheticDataset({ trainCount: 900, testCount: 10 }, [..."0AaBb"]);
  deepStrictEqual(letters.classNames, [..."0AaBb"]);
  deepStrictEqual([...new Set(letters.train.labels)].sort(), [0, 1, 2, 3, 4]);
  const clothing = syntheticDataset({ trainCount: 10, testCount: 10 }, ["shirt", "coat"]);
  deepStrictEqual(clothing.classNames, [..."0123456789"]);
});

Deno.test("the letters generate the same bytes on every machine and can be told apart", () => {
  const { train, classNames } = syntheticDataset(
    { trainCount: 1500, testCount: 10 },
    [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"],
  );
  strictEqual(
    sha256Hex(train.pixels),
    "85b42ad7ba1845069a38f83bafdb0a0dfe365d35643c16b3e30053fd2d12080b",
  );
  const known = pixelsAsCodes(train.slice(0, 1200)), asked = pixelsAsCodes(train.slice(1200, 1500));
  const read = classifyByNeighbours(known, train.labels!.subarray(0, 1200), asked);
  const share = accuracy(train.labels!.subarray(1200, 1500), read);
  ok(share > 0.4, `${share} of ${classNames.length} classes`);
});
