import { deepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { contextCodec } from "@autoencoders/codec";

Deno.test("binary images of any size come back, group after group", () => {
  const sizes = fc.integer({ min: 1, max: 9 });
  fc.assert(fc.property(
    sizes,
    sizes,
    fc.constantFrom(1, 4, 16),
    fc.infiniteStream(fc.constantFrom(0, 1)),
    (height, width, pixels, bits) => {
      const encoder = contextCodec(height, width, pixels);
      const decoder = contextCodec(height, width, pixels);
      for (const count of [1, 0, 3]) {
        const images = Uint8Array.from(bits.take(count * height * width));
        deepStrictEqual(decoder.decode(encoder.encode(images), count), images);
      }
    },
  ));
});

Deno.test("100 times the same image take a tenth of 100 images", () => {
  const image = Uint8Array.from({ length: 400 }, (_, i) => i * i % 7 < 3 ? 1 : 0);
  const many = Uint8Array.from({ length: 40_000 }, (_, i) => image[i % 400]);
  const bytes = (images: Uint8Array) => contextCodec(20, 20, 22).encode(images).length;
  ok(bytes(many) < 0.11 * 100 * bytes(image), `${bytes(many)} and ${bytes(image)}`);
});

Deno.test("sizes and neighbourhoods out of range are refused", () => {
  throws(() => contextCodec(0, 5), /height/);
  throws(() => contextCodec(5, 5, 23), /pixels must be an integer in 1–22, got 23/);
});
