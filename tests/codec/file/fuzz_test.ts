/**
 * Mutated files: no crash, no hang, no wrong picture unnoticed. AUTOENCODERS_FUZZ=N tries N files of the
 * plain kind, and N / 100 of each of the others, which take longer, instead of a few.
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import { type ImageSet, imageSet, Random } from "@autoencoders";
import {
  compressImages,
  decompressImages,
  openCompressed,
  trainGreyModel,
} from "../../../lib/codec/mod.ts";
import type { KindName } from "../../../lib/codec/file/kinds.ts";
import { modelOf } from "../../../lib/codec/learned/model.ts";
import { requireInteger } from "../../../lib/require.ts";
import { randomNetwork } from "../learned/random_network.ts";
import { addPlainKind } from "./plain_kind.ts";

const asked = Deno.env.get("AUTOENCODERS_FUZZ");
if (asked) requireInteger("AUTOENCODERS_FUZZ", Number(asked));

/** As much as the mutated files may unpack to: the originals have 120 pixels. */
const limit = 10_000;

const pixels = new Uint8Array(10 * 12).map((_, i) => i * i % 5 === 1 ? 1 : 0);
const binary = imageSet(pixels, { height: 3, width: 4, maximum: 1 });
const grey = imageSet(pixels.map((value, i) => value * (255 - i)), { height: 3, width: 4 });

/** A file that is changed in one of the ways in which files are: bits, runs, cuts, insertions, swaps. */
function mutated(file: Uint8Array, random: () => number): Uint8Array {
  const below = (n: number) => Math.floor(random() * n);
  let bytes = file.slice();
  for (let changes = 1 + below(3); changes > 0; changes--) {
    const at = below(bytes.length),
      length = 1 + below(12),
      to = Math.min(at + length, bytes.length);
    switch (below(8)) {
      case 0:
        bytes[at] ^= 1 << below(8);
        break;
      case 1:
        bytes[at] = below(256);
        break;
      case 2:
        bytes = bytes.slice(0, Math.max(1, at));
        break;
      case 3:
        bytes.fill(below(2) * 255, at, to);
        break;
      case 4:
        bytes = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(to)]);
        break;
      case 5:
        bytes = new Uint8Array([...bytes.subarray(0, to), ...bytes.subarray(at)]);
        break;
      case 6:
        bytes.copyWithin(below(bytes.length), at, to);
        break;
      case 7: // a whole part is missing, such as a group
        bytes = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + below(150))]);
    }
    if (bytes.length === 0) bytes = file.slice(0, 1);
  }
  return bytes;
}

const same = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Whether an error is one that damaged files are refused with. */
const isRefusal = (error: unknown) =>
  error instanceof SyntaxError ||
  error instanceof RangeError && /more than the limit|needs the model/.test(error.message);

/** Every group that is given back must be the original's. */
async function tryFile(file: Uint8Array, images: ImageSet): Promise<void> {
  try {
    await openCompressed(file, (reader) => {
      for (const { first, count, pixels } of reader.groups()) {
        if (pixels) deepStrictEqual(pixels, images.slice(first, first + count).pixels);
      }
    }, { limit });
  } catch (error) {
    ok(isRefusal(error), `${error}`);
  }
}

const plain = addPlainKind();
const shape = { height: 3, width: 4, channels: 3, blocks: 1, radius: 2 };
const learned = modelOf(
  randomNetwork({ ...shape, windowBits: 5, blockBits: 5, outputBits: 5 }, 1),
).bytes;
const primed = trainGreyModel(grey, { epochs: 1, units: 2, seed: 1 });
const models: Partial<Record<KindName, Uint8Array>> = { learned, primed };

for (const kind of [plain, "adaptive", "learned", "primed"] as KindName[]) {
  const files = asked
    ? Math.ceil(Number(asked) * (kind === plain ? 1 : 0.01))
    : kind === plain
    ? 2000
    : 100;

  Deno.test(`a mutated file of kind ${kind} is refused, and what is salvaged of it is right`, async () => {
    const images = kind === "primed" ? grey : binary, model = models[kind];
    const file = compressImages(images, { ...{ kind, groupSize: 4 }, ...model && { model } });
    const random = new Random(7);
    for (let i = 0; i < files; i++) {
      const bytes = mutated(file, () => random.uniform());
      if (same(bytes, file)) continue;
      try {
        decompressImages(bytes, { limit });
        ok(false, `not refused: ${bytes}`);
      } catch (error) {
        ok(isRefusal(error), `${error}: ${bytes}`);
      }
      await tryFile(bytes, images);
    }
  });
}

Deno.test("a mutated model of grey images is refused, or codes images that come back", () => {
  const random = new Random(7), files = asked ? Math.ceil(Number(asked) * 0.01) : 100;
  let refused = 0;
  for (let i = 0; i < files; i++) {
    const model = mutated(primed, () => random.uniform());
    try {
      const file = compressImages(grey, { kind: "primed", model });
      deepStrictEqual(decompressImages(file).pixels, grey.pixels);
    } catch (error) {
      const ofOtherSize = error instanceof RangeError && /model is for images/.test(error.message);
      ok(error instanceof SyntaxError || ofOtherSize, `${error}: ${model}`);
      refused++;
    }
  }
  ok(refused > 0 && refused < files, `${refused} of ${files} refused`);
});
