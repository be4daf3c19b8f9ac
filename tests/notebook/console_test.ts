import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { redirectConsole } from "../../lib/notebook/console.ts";

/** A copy of the console that prints into a list. */
function redirected(now = () => 0) {
  const sent: [string, string][] = [];
  const own = { ...console };
  const flush = redirectConsole(own, (stream, text) => sent.push([stream, text]), { now });
  return { own, sent, flush };
}

Deno.test("text printed without a pause is sent together, in order and by stream", async () => {
  const { own, sent } = redirected();
  own.log("first");
  deepStrictEqual(sent, [["stdout", "first\n"]], "the first line is sent at once");
  own.log("a", 1, [2, "b"]);
  own.info("c");
  own.warn("d");
  own.debug({ e: 1 });
  await Promise.resolve();
  deepStrictEqual(sent.slice(1), [
    ["stdout", 'a 1 [ 2, "b" ]\nc\n'],
    ["stderr", "d\n"],
    ["stdout", "{ e: 1 }\n"],
  ]);
});

Deno.test("placeholders are replaced, and a per cent sign is not a placeholder", () => {
  const { own, sent, flush } = redirected();
  own.log("%s is %d of %i", "three", 3, 10.5, "left");
  own.log("done: 50 %", 1);
  flush();
  deepStrictEqual(sent.map(([, text]) => text), ["three is 3 of 10 left\n", "done: 50 % 1\n"]);
});

Deno.test("a loop that never yields still prints, after each pause", () => {
  let time = 0;
  const { own, sent } = redirected(() => time);
  for (let i = 0; i < 1000; i++) {
    time += 1;
    own.log(i);
  }
  const lines = sent.map(([, text]) => text).join("").split("\n");
  strictEqual(sent.length, 10);
  deepStrictEqual(lines.slice(0, 3), ["0", "1", "2"]);
});

Deno.test("a flush sends the buffered text once", async () => {
  const { own, sent, flush } = redirected();
  own.log("first");
  own.log("second");
  flush();
  flush();
  await Promise.resolve();
  deepStrictEqual(sent.map(([, text]) => text), ["first\n", "second\n"]);
});
