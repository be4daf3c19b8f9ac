import { deepStrictEqual, throws } from "node:assert/strict";
import pl from "nodejs-polars";
import { imagesFromFrame } from "@autoencoders";

const two = { height: 1, width: 2 };

Deno.test("imagesFromFrame() takes integers as they are and numbers in 0–1 as grey levels", () => {
  const bytes = pl.DataFrame({ a: [0, 255], b: [51, 7] });
  deepStrictEqual([...imagesFromFrame(bytes, two).pixels], [0, 51, 255, 7]);
  const floats = pl.DataFrame({ a: [0, 1], b: [0.2, 0.5] });
  deepStrictEqual([...imagesFromFrame(floats, two).pixels], [0, 51, 255, 128]);
  const sixteen = imagesFromFrame(pl.DataFrame({ a: [0, 16], b: [3, 7] }), {
    ...two,
    maximum: 16,
  });
  deepStrictEqual([...sixteen.pixels], [0, 3, 16, 7]);
});

Deno.test("imagesFromFrame() of binary images needs maximum: 1, and says so", () => {
  const binary = pl.DataFrame({ a: [0, 1], b: [1, 0] });
  throws(() => imagesFromFrame(binary, two), /no integer above 1; give maximum: 1/);
  deepStrictEqual([...imagesFromFrame(binary, { ...two, maximum: 1 }).pixels], [0, 1, 1, 0]);
});

Deno.test("imagesFromFrame() names the column and the row of what it refuses", () => {
  const refused = (columns: Record<string, unknown[]>, message: RegExp, options = {}) =>
    throws(() => imagesFromFrame(pl.DataFrame(columns), { ...two, ...options }), {
      name: "RangeError",
      message,
    });
  refused({ a: [1], b: [256] }, /in 0–255, row 0 of column "b" has 256/);
  refused({ a: [1, 2], b: [3, null] }, /row 1 of column "b" has no value/);
  refused({ a: ["x"], b: [3] }, /column "a" must have numbers, it has DataType\(String\)/);
  refused({ a: [1.5], b: [3] }, /got numbers up to 3, not all of them integers/);
  refused({ y: [1], a: [1], b: [3] }, /have 2 columns of pixels, the frame has 3.*by label/);
  refused({ a: [1], b: [3] }, /no column "y" of labels, only 2: "a", "b"/, { label: "y" });
  throws(() => imagesFromFrame([] as never, two), { name: "TypeError", message: /an Array/ });
});

Deno.test("imagesFromFrame() refuses labels that are names, and says how to number them", () => {
  const frame = pl.DataFrame({ a: [1], b: [3], y: ["cat"] });
  throws(() => imagesFromFrame(frame, { ...two, label: "y" }), {
    name: "TypeError",
    message: /label 0 is "cat"; number the classes/,
  });
});
