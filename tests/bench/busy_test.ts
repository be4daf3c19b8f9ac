import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { whileBusy } from "../../bench/busy.ts";

/** The processes that this one has started and that compute until their standard input is closed. */
async function busyProcesses(): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-Ao", "pid=,ppid=,args="] }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .map((line) => /^ *(\d+) +(\d+) (.*)$/.exec(line))
    .filter((found) => found && Number(found[2]) === Deno.pid && found[3].includes(" eval "))
    .map((found) => Number(found![1]));
}

Deno.test("one process computes during a measurement, whose result is returned when it has ended", async () => {
  deepStrictEqual(await busyProcesses(), []);
  strictEqual(await whileBusy(async () => (await busyProcesses()).length), 1);
  deepStrictEqual(await busyProcesses(), []);
});

Deno.test("an error of the measurement ends the busy process and is passed on", async () => {
  await rejects(whileBusy(() => Promise.reject(new Error("no turn"))), /no turn/);
  deepStrictEqual(await busyProcesses(), []);
});

Deno.test("nothing is measured if the busy process does not start", async () => {
  let measured = 0;
  await rejects(
    whileBusy(() => Promise.resolve(measured++), "false"),
    /^TaskError: the process that keeps a core busy did not start/,
  );
  strictEqual(measured, 0);
});

Deno.test("a measurement during which the busy process ended is refused", () =>
  rejects(
    whileBusy(async () => {
      const [pid] = await busyProcesses();
      Deno.kill(pid, "SIGKILL");
    }),
    /^TaskError: the process that keeps a core busy ended during the measurement: SIGKILL/,
  ));
