import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "npm:fast-check@4.10.2";
import { adaptiveCodec } from "../../../lib/codec/adaptive/adaptive.ts";
import { squash, stretched } from "../../../lib/codec/adaptive/tables.ts";

/** Blurred spots: binary, or grey with black and white parts. */
function spots(count: number, height: number, width: number, binary: boolean): Uint8Array {
  return new Uint8Array(count * height * width).map((_, at) => {
    const x = at % width,
      y = Math.floor(at / width) % height,
      k = Math.floor(at / (height * width));
    const dx = x - width / 2 - k % 3, dy = y - height / 2 + k % 2;
    const value = Math.min(255, Math.max(0, 380 - 25 * (dx * dx + dy * dy) + 7 * k));
    return binary ? value > 127 ? 1 : 0 : value;
  });
}

for (const binary of [true, false]) {
  const kind = binary ? "binary" : "grey";

  Deno.test(`the adaptive codec gives ${kind} images of any size and content back`, () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 }));
    const bytes = fc.uint8Array({ min: 0, max: binary ? 1 : 255, minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(sizes, bytes, fc.integer({ min: 1, max: 3 }), ([height, width], some, count) => {
        const pixels = new Uint8Array(count * height * width).map((_, i) => some[i % some.length]);
        const input = { height, width, binary, count };
        const stream = adaptiveCodec(input).encode(pixels);
        deepStrictEqual(adaptiveCodec(input).decode(stream, count), pixels);
      }),
      { numRuns: 15 },
    );
  });

  Deno.test(`the adaptive codec learns from ${kind} images: the second time they take half the bytes`, () => {
    const pixels = spots(20, 12, 12, binary), input = { height: 12, width: 12, binary, count: 40 };
    const encoder = adaptiveCodec(input), decoder = adaptiveCodec(input);
    const streams = [encoder.encode(pixels), encoder.encode(pixels)];
    ok(streams[1].length < streams[0].length / 2, `${streams.map(({ length }) => length)}`);
    for (const stream of streams) deepStrictEqual(decoder.decode(stream, 20), pixels);
  });
}

Deno.test("the adaptive codec codes a page that is larger than a set's images", () => {
  const pixels = spots(1, 70, 90, true), input = { height: 70, width: 90, binary: true, count: 1 };
  const stream = adaptiveCodec(input).encode(pixels);
  deepStrictEqual(adaptiveCodec(input).decode(stream, 1), pixels);
});

Deno.test("the tables are the logistic function and its inverse, to 10⁻⁵", () => {
  for (let x = -11.99; x < 12; x += 0.0637) {
    ok(Math.abs(squash(x) - 1 / (1 + Math.exp(-x))) < 1e-5, `${x}`);
  }
  stretched.forEach((logit, i) => {
    const p = (2 * i + 1) / 8192;
    ok(Math.abs(logit - Math.log(p / (1 - p))) < 1e-9, `${i}`);
  });
});

Deno.test("the streams have the bytes that every machine and version writes", () => {
  const hash = createHash("sha256");
  for (const binary of [true, false]) {
    const input = { height: 20, width: 20, binary, count: 30 };
    hash.update(adaptiveCodec(input).encode(spots(30, 20, 20, binary)));
    hash.update(
      adaptiveCodec({ ...input, height: 70, width: 80, count: 1 })
        .encode(spots(1, 70, 80, binary)),
    );
  }
  strictEqual(
    hash.digest("hex"),
    "84311a61fdb7a37152c741da5cc243a5f2a0286a1b967223240f2770abcdec22",
  );
});
