import { fromFileUrl, join } from "@std/path";
import { ensureDask } from "../environment/setup.ts";
import { startGuarded } from "../guard.ts";
import { lines } from "../process.ts";
import { TaskError, venvPython } from "../project.ts";
import { temporaryFolder } from "../temporary.ts";
import { type Call, commandOf, type Ended } from "./call.ts";

const program = fromFileUrl(new URL("./dask_calls.py", import.meta.url));

/**
 * Runs calls on a Dask cluster, whose workers see this project and the files of the calls under the same
 * paths. What a worker that dies was running runs again on another one.
 *
 * @throws {TaskError} the scheduler does not answer, or does not know what became of the calls
 */
export async function runOnDask(
  calls: readonly Call[],
  address: string,
  ended: (end: Ended) => void,
): Promise<void> {
  await ensureDask();
  await using folder = await temporaryFolder();
  const file = join(folder.path, "calls.json");
  const variables = Object.entries(Deno.env.toObject());
  const env = variables.filter(([name]) => name.startsWith("AUTOENCODERS_"));
  const named = calls.map((call) => ({ name: call.name, command: commandOf(call) }));
  await Deno.writeTextFile(file, JSON.stringify({ calls: named, env: Object.fromEntries(env) }));
  const child = startGuarded(venvPython, [program, address, file], { stdout: "piped" });
  for await (const line of lines(child.stdout)) {
    const message: Ended | { dashboard: string } = JSON.parse(line);
    if ("dashboard" in message) console.error(`Dask's dashboard: ${message.dashboard}`);
    else ended(message);
  }
  const { code } = await child.status;
  if (code !== 0) throw new TaskError(`the Dask cluster at ${address} failed: see above`);
}
