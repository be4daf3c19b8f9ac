import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { imageSet, strangers, writeIdx } from "@autoencoders";

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
  const kinds = await strangers(corner, 10, { folder: empty });
  const { pixels } = kinds["digits on their side"];
  deepStrictEqual([...pixels], [0, 0, 0, 1, 0, 0, 1, 0, 0]);
  await rejects(
    strangers(imageSet(new Uint8Array(2), { height: 1, width: 2, maximum: 1 }), 1),
    /^RangeError: images must be square, got 1×2$/,
  );
  await Deno.remove(empty);
});

Deno.test("EMNIST's letters are told from its digits, upright, and at most as many as asked", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "emnist"));
  // Classes 3, 10 (A) and 46 (t), each an image whose first column, as stored, is white.
  const labels = [3, 10, 46, 10], image = Array.from({ length: 784 }, (_, i) => i % 28 ? 0 : 255);
  for (const part of ["train", "test"]) {
    const files = {
      [`${part}-images-idx3`]: writeIdx({
        shape: [4, 28, 28],
        data: new Uint8Array(labels.flatMap(() => image)),
      }),
      [`${part}-labels-idx1`]: writeIdx({ shape: [4], data: new Uint8Array(labels) }),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, "emnist", `emnist-balanced-${name}-ubyte`), bytes);
    }
  }
  const test = imageSet(new Uint8Array(784), { height: 28, width: 28, maximum: 1 });
  const kinds = await strangers(test, 2, { folder });
  const { "EMNIST letters": letters, "EMNIST digits": digits } = kinds;
  deepStrictEqual([letters.count, digits.count, letters.maximum], [2, 1, 1]);
  deepStrictEqual([...letters.labels!], [10, 46]);
  // Stored column by column: upright it is the first row.
  strictEqual(letters.image(0).lastIndexOf(1), 27);
  await Deno.remove(folder, { recursive: true });
});
