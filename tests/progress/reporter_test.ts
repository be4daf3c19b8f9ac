import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { duration, partOfProgress, ProgressReporter } from "../../lib/progress/mod.ts";

/** Blocks the process, as a long computation does. */
function compute(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

Deno.test("a reporter passes on the shares that are 50 ms apart, and always the last", async () => {
  const shares: number[] = [];
  const reporter = new ProgressReporter({ progress: (share) => shares.push(share) });
  for (let step = 0; step < 1000; step++) await reporter.report(step / 2000);
  ok(shares.length < 100, `${shares.length} of 1000`);
  compute(60);
  await reporter.report(0.75);
  await reporter.report(1);
  deepStrictEqual(shares.slice(-2), [0.75, 1]);
});

Deno.test("a reporter lets timers run, and waits for a promise that progress() returns", async () => {
  const events: string[] = [];
  const reporter = new ProgressReporter({
    progress: async () => {
      await Promise.resolve();
      events.push("progress");
    },
  });
  setTimeout(() => events.push("timer"), 0);
  compute(60);
  await reporter.report(0.5);
  events.push("next step");
  deepStrictEqual(events, ["progress", "timer", "next step"]);
});

Deno.test("an aborted signal stops the work with its reason", async () => {
  const controller = new AbortController();
  const reporter = new ProgressReporter({ signal: controller.signal });
  controller.abort(new Error("stopped"));
  await rejects(reporter.report(1), /^Error: stopped$/);
  throws(() => new ProgressReporter({ signal: controller.signal }), /^Error: stopped$/);
});

Deno.test("partOfProgress() maps the shares of a part to those of the whole", () => {
  const shares: number[] = [], { signal } = new AbortController();
  const part = partOfProgress({ progress: (share) => shares.push(share), signal }, 0.5, 0.75);
  [0, 0.5, 1].forEach((share) => part.progress!(share));
  deepStrictEqual(shares, [0.5, 0.625, 0.75]);
  strictEqual(part.signal, signal);
  ok(partOfProgress({}, 0, 1).progress === undefined);
});

Deno.test("duration() rounds to tenths of a second below 10 s, then to seconds, then to minutes", () => {
  const cases = {
    0: "0.0 s",
    9949: "9.9 s",
    9950: "10 s",
    59_600: "1 min 0 s",
    7_620_000: "2 h 7 min",
  };
  for (const [ms, text] of Object.entries(cases)) strictEqual(duration(Number(ms)), text);
  strictEqual(duration(NaN), "–");
});
