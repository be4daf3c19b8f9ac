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

/** Runs `measure` while another process keeps one core busy. */
export async function whileBusy<T>(measure: () => Promise<T>): Promise<T> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  try {
    const output = lines(process.stdout);
    await output.next();
    return await measure();
  } finally {
    await process.stdin.close();
    await process.status;
  }
}
