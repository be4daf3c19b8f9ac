import { deepStrictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { imageSet, ofClasses, withoutClasses } from "@autoencoders";

Deno.test("ofClasses() and withoutClasses() divide the images, each with its label, in order", () =>
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 2, maxLength: 40, max: 3 }),
      (labels) => {
        fc.pre(new Set(labels).size > 1 && labels.includes(2));
        const images = imageSet(Uint8Array.from(labels, (_, i) => i), {
          height: 1,
          width: 1,
          labels,
        });
        const own = ofClasses(images, [2]), others = withoutClasses(images, [2]);
        deepStrictEqual(
          [...own.pixels, ...others.pixels].sort((a, b) => a - b),
          [...images.pixels],
        );
        for (const part of [own, others]) {
          part.pixels.forEach((i, at) => deepStrictEqual(part.labels![at], labels[i]));
          deepStrictEqual([...part.pixels], [...part.pixels].sort((a, b) => a - b));
        }
        deepStrictEqual(new Set(own.labels), new Set([2]));
      },
    ),
  ));

Deno.test("a selection without images and images without labels are refused", () => {
  const labels = new Uint8Array([1, 1]);
  const images = imageSet(new Uint8Array(2), { height: 1, width: 1, labels });
  throws(() => ofClasses(images, [3]), /^RangeError: none of 2 images is of class 3$/);
  throws(() => withoutClasses(images, [0, 1]), /^RangeError: none .* is not of class 0, 1$/);
  const plain = imageSet(new Uint8Array(2), { height: 1, width: 1 });
  throws(() => ofClasses(plain, [1]), /^RangeError: images must have labels/);
});
