import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { anomalySets, imageSet, writeIdx } from "@autoencoders";

// Only the folders of these tests, whatever lies on this machine.
Deno.env.delete("AUTOENCODERS_DATA");

const corner = imageSet(
  new Uint8Array([
    ...[1, 1, 0],
    ...[0, 0, 0],
    ...[0, 0, 0],
  ]),
  { height: 3, width: 3, maximum: 1 },
);

Deno.test("digits laid on their side are turned a quarter to the left", async () => {
  const empty = await Deno.makeTempDir();
  const [{ kind, images, ordinary }, ...others] = await anomalySets(corner, 10, { folder: empty });
  deepStrictEqual([kind, ordinary, others], ["digits on their side", corner, []]);
  deepStrictEqual([...images.pixels], [0, 0, 0, 1, 0, 0, 1, 0, 0]);
  await rejects(
    anomalySets(imageSet(new Uint8Array(2), { height: 1, width: 2, maximum: 1 }), 1),
    /^RangeError: images must be square, got 1×2$/,
  );
  await Deno.remove(empty);
});

Deno.test("EMNIST's letters are told from its digits, upright, and at most as many as asked", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "emnist"));
  // Classes 3, 10 (A), 46 (t), A again and 4, each an image whose first column, as stored, is white.
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
    ...{ height: 28, width: 28, maximum: 1, labels: new Uint8Array([3]) },
  });
  const kinds = await anomalySets(threes, 2, { folder });
  deepStrictEqual(kinds.map(({ kind, images, ordinary }) => [kind, images.count, ordinary.count]), [
    ["digits on their side", 1, 1],
    ["EMNIST letters", 2, 1],
    ["EMNIST digits", 1, 1], // the 3: a 4 is unknown
    ["letters among EMNIST digits", 2, 1],
    ["the same, EMNIST learned", 2, 1],
  ]);
  const [, letters, digits, among, learned] = kinds;
  deepStrictEqual(kinds.map(({ learn }) => learn?.count), [...Array(4), 1]);
  deepStrictEqual([...learned.learn!.labels!], [3]);
  deepStrictEqual([...letters.images.labels!], [10, 46]);
  strictEqual(letters.images.maximum, 1);
  strictEqual(among.ordinary, digits.images);
  // Stored column by column: upright it is the first row.
  strictEqual(letters.images.image(0).lastIndexOf(1), 27);
  await Deno.remove(folder, { recursive: true });
});
