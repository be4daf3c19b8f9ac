import { ignoreNotFound } from "../../lib/files/mod.ts";
import { capture, eachAtOnce } from "../process.ts";
import { TaskError } from "../project.ts";
import { lastLine } from "../environment/python.ts";
import { type Call, commandOf, type Ended } from "./call.ts";
import { runOnDask } from "./dask.ts";

/** Where calls run. */
export interface CallOptions {
  /** so many at a time on this machine */
  processes: number;
  /** instead: the address of a Dask scheduler */
  dask?: string;
}

/**
 * Runs the calls whose results are missing, and prints a line about each. A call that fails does not keep
 * the others from running.
 *
 * @throws {TaskError} calls failed, after all have run; or the cluster does not answer
 */
export async function runCalls(calls: readonly Call[], options: CallOptions): Promise<void> {
  const found = await Promise.all(
    calls.map(({ result }) => ignoreNotFound(Deno.stat(result))),
  );
  const missing = calls.filter((_, i) => !found[i]);
  const failed: string[] = [];
  let done = calls.length - missing.length;
  if (done > 0) console.error(`${done} of ${calls.length} calls are already done`);
  if (missing.length === 0) return;
  const ended = ({ name, code, stderr }: Ended) => {
    const why = lastLine(stderr) || `ended with ${code}`;
    if (code === 0) done++;
    else failed.push(`${name}: ${why}`);
    console.error(code === 0 ? `${done}/${calls.length} ${name}` : `${name} failed: ${why}`);
  };
  if (options.dask === undefined) await runInProcesses(missing, options.processes, ended);
  else await runOnDask(missing, options.dask, ended);
  if (failed.length === 0) return;
  const some = failed.length > 5 ? [...failed.slice(0, 5), "…"] : failed;
  throw new TaskError(
    `${failed.length} of ${calls.length} calls failed; the same command runs them again:\n` +
      some.join("\n"),
  );
}

async function runInProcesses(
  calls: readonly Call[],
  processes: number,
  ended: (end: Ended) => void,
): Promise<void> {
  await eachAtOnce(calls, processes, async (call) => {
    const [command, ...args] = commandOf(call);
    const { code, stderr } = (await capture(command, args, { env: { NO_COLOR: "1" } }))!;
    ended({ name: call.name, code, stderr });
  });
}
