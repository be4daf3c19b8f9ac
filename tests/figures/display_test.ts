import { deepStrictEqual } from "node:assert/strict";
import { display, liveOutput } from "../../lib/figures/display.ts";

Deno.test("outside a notebook a figure is printed as text, and a live output shows nothing", async () => {
  const printed: unknown[] = [];
  const log = console.log;
  console.log = (...texts) => void printed.push(...texts);
  try {
    await display({ "text/plain": "one digit", "text/html": "<b>one digit</b>" });
    await liveOutput().show({ "text/plain": "epoch 1" });
  } finally {
    console.log = log;
  }
  deepStrictEqual(printed, ["one digit"]);
});
