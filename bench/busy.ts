import { TaskError } from "../tasks/project.ts";
import { lines } from "../tasks/process.ts";

// Computes until standard input is closed, which also happens when the benchmark ends.
const program = `
let closed = false;
Deno.stdin.read(new Uint8Array(1)).then(() => closed = true);
console.log("busy");
while (!closed) {
  for (const end = Date.now() + 100; Date.now() < end;);
  await new Promise((resolve) => setTimeout(resolve));
}`;

/**
 * Runs `measure` while another process keeps one core busy.
 *
 * @param command what starts Deno
 * @throws {TaskError} the process did not start, or ended before the measurement did
 */
export async function whileBusy<T>(
  measure: () => Promise<T>,
  command = Deno.execPath(),
): Promise<T> {
  const process = new Deno.Command(command, {
    args: ["eval", program],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  let measured: T;
  try {
    const { value } = await lines(process.stdout).next();
    if (value !== "busy") {
      throw new TaskError(`the process that keeps a core busy did not start: it wrote "${value}"`);
    }
    measured = await measure();
  } finally {
    await process.stdin.close().catch(() => {}); // of a process that has ended
    await process.status;
  }
  const { code, signal } = await process.status;
  if (code !== 0) {
    throw new TaskError(
      `the process that keeps a core busy ended during the measurement: ${
        signal ?? `code ${code}`
      }`,
    );
  }
  return measured;
}
