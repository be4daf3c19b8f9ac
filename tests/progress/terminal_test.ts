import { strictEqual } from "node:assert/strict";
import { TerminalLine, textBar } from "../../lib/progress/mod.ts";

function written(redraw: boolean): string {
  let text = "";
  const line = new TerminalLine({ redraw, write: (more) => text += more });
  line.update("half");
  line.update("most");
  line.finish("done");
  line.update("again");
  return text;
}

Deno.test("on a terminal every text replaces the one before, until the line is finished", () => {
  strictEqual(written(true), "\rhalf\x1b[K\rmost\x1b[K\rdone\x1b[K\n\ragain\x1b[K");
});

Deno.test("in a log only finished lines are written", () => {
  strictEqual(written(false), "done\n");
});

Deno.test("textBar() is empty at 0 and below, full at 1 and above, and always of the same width", () => {
  strictEqual(textBar(-0.1, 4), "╌╌╌╌");
  strictEqual(textBar(0, 4), "╌╌╌╌");
  strictEqual(textBar(0.5, 4), "━━╌╌");
  strictEqual(textBar(1, 4), "━━━━");
  strictEqual(textBar(1.5, 4), "━━━━");
  strictEqual(textBar(0.03).length, 20);
});
