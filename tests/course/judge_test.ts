import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import { imageSet } from "@autoencoders";
import { exercise, todo } from "@autoencoders/course";
import { judge } from "../../lib/course/judge.ts";

const identity = <T>(value: T) => value;
const values = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** Judges `mine` by a reference in these cases. */
async function checkAnswer<Arguments extends unknown[] | [], Result>(
  mine: (...values: Arguments) => unknown,
  reference: (...values: Arguments) => Result,
  cases: Arguments[],
) {
  const solution = Object.defineProperty(reference.bind(null), "name", { value: "answer" });
  const judged = exercise(solution as typeof reference, {
    hint: "",
    wrong: {},
    reference: reference as (...values: Arguments) => NoInfer<Result>,
    cases: () => cases,
  });
  const { state, text } = await judge(judged, mine);
  return { right: state === "right", state, text };
}

Deno.test("judge() accepts a function that returns what the specification returns", () =>
  fc.assert(fc.asyncProperty(fc.clone(values, 2), async ([mine, expected]) => {
    const { right, text } = await checkAnswer(() => mine, () => expected, [[], []]);
    strictEqual(right, true, text);
    strictEqual(text, "right: all 2 cases");
  })));

Deno.test("judge() finds a number that differs by more than the tolerance", () =>
  fc.assert(fc.asyncProperty(
    fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }),
    fc.nat(),
    fc.constantFrom(-1, 1),
    async (values, at, sign) => {
      const place = at % values.length;
      const off = (list: number[], by: number) =>
        list.map((value, i) =>
          i === place ? value + sign * by * Math.max(1e-3, Math.abs(value)) : value
        );
      strictEqual((await checkAnswer((l) => off(l, 1e-6), identity, [[values]])).right, true);
      const wrong = await checkAnswer((l) => off(l, 1e-3), identity, [[values]]);
      strictEqual(wrong.right, false);
      match(wrong.text, new RegExp(`at \\[${place}\\], expected`));
    },
  )));

Deno.test("judge() tells small numbers apart, but not the rounding of zero", async () => {
  const { text } = await checkAnswer(() => 9e-6, () => 2e-6, [[]]);
  strictEqual(text, "not right yet: answer() gave 0.000009, expected 0.000002");
  strictEqual((await checkAnswer(() => Math.sin(Math.PI), () => 0, [[]])).right, true);
});

Deno.test("judge() compares dates, and the entries of maps and sets in any order", async () => {
  const text = async (mine: unknown, expected: unknown) =>
    (await checkAnswer(() => mine, () => expected, [[]])).text.replace(/^.*answer\(\) /, "");
  const ones = new Map<unknown, unknown>([["a", 1], ["b", [1]]]);
  strictEqual(await text(new Map([...ones].toReversed()), ones), "right");
  strictEqual(
    await text(new Map<string, unknown>([["a", 1], ["b", [2]]]), ones),
    'gave 2 at .get("b")[0], expected 1',
  );
  strictEqual(await text(new Map(), ones), "gave 0 entries, expected 2");
  strictEqual(
    await text({ list: new Set([1, 2]) }, { list: new Set([1, 3]) }),
    "gave no 3 at .list",
  );
  strictEqual(await text(new Set([[2], [1]]), new Set([[1], [2]])), "right");
  strictEqual(await text(new Set([[1], [2]]), new Set([[1], [1]])), "gave no [ 1 ]");
  strictEqual(await text(new Date(5), new Date(5)), "right");
  match(await text(new Date(5), new Date(6)), /gave 1970-.*\.005Z, expected 1970-.*\.006Z/);
});

Deno.test("judge() refuses what has its content in no keys, instead of calling any two equal", async () => {
  class Sealed {
    #content: number;
    constructor(content: number) {
      this.#content = content;
    }
    get content() {
      return this.#content;
    }
  }
  match(
    (await checkAnswer(() => new Sealed(1), () => new Sealed(2), [[]])).text,
    /gave a Sealed, which a check cannot compare/,
  );
  match((await checkAnswer(() => /a/, () => /b/, [[]])).text, /gave a RegExp, which/);
});

Deno.test("judge() names the call, the answer and the expected value of the first difference", async () => {
  const text = async (mine: (n: number) => unknown, spec: (n: number) => unknown) =>
    (await checkAnswer(mine, spec, [[1], [2]])).text;
  const twice = (n: number) => n * 2;
  strictEqual(
    await text(function double(n) {
      return n * n + 1;
    }, twice),
    "not right yet: answer(2) gave 5, expected 4",
  );
  strictEqual(
    await text(() => [1, 2], () => [1]),
    "not right yet: answer(1) gave 2 values, expected 1",
  );
  strictEqual(
    await text(() => new Float32Array(1), () => [0]),
    "not right yet: answer(1) gave a Float32Array, expected an Array",
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

Deno.test("judge() compares image sets by pixels and tensors by shape and values", async () => {
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

Deno.test("judge() reports an error that a function throws, and a stub as still to be written", async () => {
  const broken = () => {
    throw new RangeError("no");
  };
  match((await checkAnswer(broken, () => 1, [[]])).text, /answer\(\) threw RangeError: no/);
  const stub = (): number => todo();
  strictEqual(
    (await checkAnswer(stub, () => 1, [[]])).text,
    "not yet: answer is still to be written",
  );
});

Deno.test("judge() calls the specification before an answer overwrites its arguments", async () => {
  const zero = (values: number[]) => values.fill(0)[0];
  strictEqual((await checkAnswer(zero, (values) => values[0], [[[5]]])).right, false);
});

Deno.test("judge() awaits async functions and rejects an empty list of cases", async () => {
  strictEqual((await checkAnswer(async () => await 1, async () => await 1, [[]])).right, true);
  await rejects(checkAnswer(() => 1, () => 1, []), {
    name: "RangeError",
    message: "exercise answer has no cases",
  });
});

Deno.test("judge() makes the cases anew for each answer, which may overwrite them", async () => {
  const total = (values: number[]) => values.splice(0).reduce((sum, value) => sum + value, 0);
  const judged = exercise(total, {
    hint: "",
    wrong: {},
    reference: total,
    cases: () => [[[1, 2]], [[3]]],
  });
  for (let time = 0; time < 2; time++) strictEqual((await judge(judged, total)).state, "right");
});

Deno.test("judge() accepts what verify finds nothing wrong with, and repeats what it finds", async () => {
  const even = exercise(function even() {
    return 2;
  }, {
    hint: "",
    wrong: {},
    verify: async (answer) => await answer() % 2 === 0 ? undefined : `${answer()} is odd`,
  });
  deepStrictEqual(await judge(even, () => 4), { state: "right", text: "right" });
  deepStrictEqual(await judge(even, () => 3), { state: "wrong", text: "not right yet: 3 is odd" });
  strictEqual((await judge(even, () => todo())).state, "open");
  match(
    (await judge(even, () => (undefined as never)["nothing"])).text,
    /not right yet: even threw TypeError/,
  );
});

Deno.test("exercise() refuses a solution without a name, and any but one way to judge an answer", () => {
  const options = { hint: "", wrong: {} }, reference = () => 1, cases = () => [];
  throws(() => exercise(() => 1, { ...options, reference, cases }), /must have a name/);
  for (
    const ways of [{}, { reference }, { cases }, { reference, verify: () => undefined }]
  ) {
    throws(
      () => exercise(function one() {}, { ...options, ...ways }),
      /exercise one must have either a reference and cases, or verify/,
    );
  }
});

Deno.test("exercise() refuses a wrong answer that is neither a function nor one with its verdict", () => {
  const options = { hint: "", verify: () => undefined };
  const given = (off: unknown) => () =>
    exercise(function one() {}, { ...options, wrong: { off } } as never);
  throws(given(1), /exercise: wrong answer "off": options must be an object/);
  throws(given({ answer: 1, verdict: "" }), /wrong answer "off": answer must be a function, got 1/);
  throws(given({ answer: () => 1, says: "" }), /wrong answer "off": unknown option says/);
});
