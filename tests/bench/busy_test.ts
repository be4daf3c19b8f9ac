import { ok, rejects, strictEqual } from "node:assert/strict";
import { whileBusy } from "../../bench/busy.ts";

/** Processor seconds of this process's children that have ended: Linux only. */
function ofChildren(): number {
  const stat = Deno.readTextFileSync("/proc/self/stat"), fields = stat.split(") ")[1].split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

Deno.test({
  name: "another process computes during the measurement, and has ended after it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const before = ofChildren();
    const value = await whileBusy(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return 7;
    });
    strictEqual(value, 7);
    ok(ofChildren() > before + 0.2, `${ofChildren() - before} s`);
  },
});

Deno.test("an error of the measurement ends the busy process and is passed on", () =>
  rejects(whileBusy(() => Promise.reject(new Error("no turn"))), /no turn/));
