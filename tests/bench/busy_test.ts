import { rejects, strictEqual } from "node:assert/strict";
import { whileBusy } from "../../bench/busy.ts";

Deno.test("the result of a measurement is returned when the busy process has ended", async () =>
  strictEqual(await whileBusy(() => Promise.resolve(7)), 7));

Deno.test("an error of the measurement ends the busy process and is passed on", () =>
  rejects(whileBusy(() => Promise.reject(new Error("no turn"))), /no turn/));
