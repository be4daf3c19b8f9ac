import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { anomalySets, imageSet, registerDataset, writeIdx } from "@autoencoders";
import { registry } from "../../lib/datasets/registry/registry.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";

/** A test with an empty data folder. */
function folderTest(name: string, run: (folder: string) => Promise<void>): void {
  Deno.test(name, async () => {
    await using folder = await temporaryFolder();
    const before = Deno.env.get("AUTOENCODERS_DATA");
    Deno.env.delete("AUTOENCODERS_DATA");
    try {
      await run(folder.path);
    } finally {
      if (before !== undefined) Deno.env.set("AUTOENCODERS_DATA", before);
    }
  });
}

folderTest("digits are rotated by 90° anticlockwise", async (folder) => {
  const corner = imageSet(Uint8Array.from("110000000", Number), {
    height: 3,
    width: 3,
    maximum: 1,
  });
  const [first, ...others] = await anomalySets(corner, 10, { folder });
  deepStrictEqual([first.kind, first.inDistribution, others], ["rotated digits", corner, []]);
  strictEqual(first.images.pixels.join(""), "000100100");
});

Deno.test("anomalySets() refuses images that are not square", async () => {
  const wide = imageSet(new Uint8Array(2), { height: 1, width: 2, maximum: 1 });
  await rejects(anomalySets(wide, 1), /^RangeError: images must be square, got 1×2$/);
});

folderTest(
  "EMNIST's letters are compared with MNIST's and EMNIST's digits, upright, at most `count` of each",
  async (folder) => {
    await Deno.mkdir(join(folder, "emnist"));
    const balanced = registry.find(({ name }) => name === "emnist-balanced")!;
    registerDataset({ ...balanced, images: undefined });
    // Classes 3, 10 (A), 46 (t), A again and 4, each an image whose first column, as stored, is
    // white.
    const labels = [3, 10, 46, 10, 4];
    const image = Array.from({ length: 784 }, (_, i) => i % 28 ? 0 : 255);
    for (const part of ["train", "test"]) {
      const files = {
        [`${part}-images-idx3`]: writeIdx({
          shape: [5, 28, 28],
          data: new Uint8Array(labels.flatMap(() => image)),
        }),
        [`${part}-labels-idx1`]: writeIdx({ shape: [5], data: new Uint8Array(labels) }),
      };
      for (const [name, bytes] of Object.entries(files)) {
        await Deno.writeFile(join(folder, "emnist", `emnist-balanced-${name}-ubyte`), bytes);
      }
    }
    const threes = imageSet(new Uint8Array(784), {
      height: 28,
      width: 28,
      maximum: 1,
      labels: new Uint8Array([3]),
    });
    const sets = await anomalySets(threes, 2, { folder });
    deepStrictEqual(sets.map((set) => [set.kind, set.images.count, set.inDistribution.count]), [
      ["rotated digits", 1, 1],
      ["EMNIST letters", 2, 1],
      ["EMNIST digits", 1, 1], // the 3: the 4 is no known digit
      ["letters among EMNIST digits", 2, 1],
      ["letters, trained on EMNIST digits", 2, 1],
    ]);
    const [, letters, digits, among, trained] = sets;
    deepStrictEqual(sets.map(({ trainingImages }) => trainingImages?.count), [...Array(4), 1]);
    deepStrictEqual([...trained.trainingImages!.labels!], [3]);
    deepStrictEqual([...letters.images.labels!], [10, 46]);
    strictEqual(letters.images.maximum, 1);
    strictEqual(among.inDistribution, digits.images);
    // Stored column by column: upright it is the first row.
    strictEqual(letters.images.image(0).lastIndexOf(1), 27);
  },
);
