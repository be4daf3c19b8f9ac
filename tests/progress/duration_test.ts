import { strictEqual } from "node:assert/strict";
import { duration } from "../../lib/progress/mod.ts";

Deno.test("duration() writes seconds, minutes or hours, never below zero", () => {
  strictEqual(duration(0), "0.0 s");
  strictEqual(duration(-5), "0.0 s");
  strictEqual(duration(9_990), "10 s");
  strictEqual(duration(59_700), "1 min 0 s");
  strictEqual(duration(3_661_000), "1 h 1 min");
});
