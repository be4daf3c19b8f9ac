import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { display, inKernel, slot } from "../../lib/figures/display.ts";

Deno.test("outside a notebook a figure is its words on the console, a slot is silent", async () => {
  strictEqual(inKernel, false);
  const printed: unknown[] = [];
  const log = console.log;
  console.log = (...words) => void printed.push(...words);
  try {
    await display({ "text/plain": "one digit", "text/html": "<b>one digit</b>" });
    await slot().show({ "text/plain": "epoch 1" });
  } finally {
    console.log = log;
  }
  deepStrictEqual(printed, ["one digit"]);
});
