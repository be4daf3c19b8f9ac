import { match, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import { check, imageSet, todo } from "@autoencoders";
import { checkAnswer } from "../../lib/notebook/exercises.ts";

const identity = <T>(value: T) => value;

Deno.test("checkAnswer() accepts a function that returns what the specification returns", () =>
  fc.assert(fc.asyncProperty(fc.anything(), async (value) => {
    const { right, text } = await checkAnswer(identity, identity, [[value], [value]]);
    strictEqual(right, true, text);
    strictEqual(text, "right: all 2 cases");
  })));

Deno.test("checkAnswer() finds a number that differs by more than the tolerance", () =>
  fc.assert(fc.asyncProperty(
    fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }),
    fc.nat(),
    fc.constantFrom(-1, 1),
    async (values, at, sign) => {
      const place = at % values.length;
      const off = (list: number[], by: number) =>
        list.map((value, i) =>
          i === place ? value + sign * by * Math.max(1, Math.abs(value)) : value
        );
      strictEqual((await checkAnswer((l) => off(l, 1e-7), identity, [[values]])).right, true);
      const wrong = await checkAnswer((l) => off(l, 1e-3), identity, [[values]]);
      strictEqual(wrong.right, false);
      match(wrong.text, new RegExp(`at \\[${place}\\], expected`));
    },
  )));

Deno.test("checkAnswer() names the call, the answer and the expected value of the first difference", async () => {
  const text = async (mine: (n: number) => unknown, spec: (n: number) => unknown) =>
    (await checkAnswer(mine, spec, [[1], [2]])).text;
  const twice = (n: number) => n * 2;
  strictEqual(
    await text(function double(n) {
      return n * n + 1;
    }, twice),
    "not right yet: double(2) gave 5, expected 4",
  );
  strictEqual(
    await text(() => [1, 2], () => [1]),
    "not right yet: your function(1) gave 2 values, expected 1",
  );
  strictEqual(
    await text(() => new Float32Array(1), () => [0]),
    "not right yet: your function(1) gave a Float32Array, expected a Array",
  );
  match(
    await text(() => ({ a: [{ b: 1 }] }), () => ({ a: [{ b: 2 }] })),
    /gave 1 at \.a\[0\]\.b, expected 2/,
  );
  match(
    await text(() => ({ a: 1, extra: 1 }), () => ({ a: 1 })),
    /gave 1 at \.extra, expected undefined/,
  );
  match(await text(() => undefined, () => 0), /gave undefined, expected 0/);
  match(await text(() => NaN, () => 0), /gave NaN, expected 0/);
  match(await text(() => 0, () => NaN), /gave 0, expected NaN/);
  match(await text(() => Infinity, () => 800), /gave Infinity, expected 800/);
  match(await text(() => 800, () => -Infinity), /gave 800, expected -Infinity/);
});

Deno.test("checkAnswer() compares image sets by pixels and tensors by shape and values", async () => {
  const images = (first: number) => imageSet(new Uint8Array([first, 1]), { height: 1, width: 2 });
  strictEqual((await checkAnswer(images, images, [[3]])).right, true);
  match(
    (await checkAnswer((_: number) => images(4), images, [[3]])).text,
    /gave 4 at \.pixels\[0\], expected 3/,
  );
  const tensor = tf.tensor1d([1, 2]);
  strictEqual((await checkAnswer(() => tensor.clone(), () => tensor, [[]])).right, true);
  match((await checkAnswer(() => tensor.reshape([2, 1]), () => tensor, [[]])).text, /shape/);
  match(
    (await checkAnswer(() => tensor.add(1), () => tensor, [[]])).text,
    /gave 2 at \[0\], expected 1/,
  );
});

Deno.test("checkAnswer() reports an error that a function throws, and a stub as still to be written", async () => {
  const broken = () => {
    throw new RangeError("no");
  };
  match((await checkAnswer(broken, () => 1, [[]])).text, /broken\(\) threw RangeError: no/);
  const stub = (): number => todo();
  strictEqual(
    (await checkAnswer(stub, () => 1, [[]])).text,
    "not yet: stub is still to be written",
  );
});

Deno.test("checkAnswer() calls the specification before an answer overwrites its arguments", async () => {
  const zero = (values: number[]) => values.fill(0)[0];
  strictEqual((await checkAnswer(zero, (values) => values[0], [[[5]]])).right, false);
});

Deno.test("check() awaits async functions and rejects an empty list of cases", async () => {
  strictEqual((await checkAnswer(async () => await 1, async () => await 1, [[]])).right, true);
  await rejects(check(() => 1, () => 1, []), { name: "RangeError", message: /at least one case/ });
});
