import { dirname } from "@std/path";
import { endTree, startGuarded } from "./guard.ts";

/** The output and exit code of a program. */
export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end and keeps its output; `undefined` if it is missing or is not a program. */
export async function capture(
  command: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished | undefined> {
  const started = start(command, args, options);
  if ("fault" in started) return undefined;
  const { code, stdout, stderr } = await started.output();
  const text = new TextDecoder();
  return noProgram(code)
    ? undefined
    : { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** The output of a program that ended with 0, or in a few words what is wrong with it; whether it is slow. */
export type Answer = { stdout: string } | { fault: string; late?: boolean };

/**
 * Asks a program that may be missing, broken or hanging. After `limitMs` it is ended, and with it the
 * programs that it started.
 */
export async function ask(command: string, args: string[], limitMs = 20_000): Promise<Answer> {
  const child = start(command, args);
  if ("fault" in child) return child;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    endTree(child);
  }, limitMs);
  const { code, stdout } = await child.output();
  clearTimeout(timer);
  if (late) return { fault: `did not answer within ${limitMs / 1000} s`, late };
  if (code === 0) return { stdout: new TextDecoder().decode(stdout) };
  return { fault: noProgram(code) ?? `ended with ${code}` };
}

/** Starts a program whose output is kept. */
function start(
  command: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Deno.ChildProcess | { fault: string } {
  try {
    return startGuarded(command, args, { ...options, stdout: "piped", stderr: "piped" });
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    return { fault: missing ? "was not found" : `is not a program: ${(error as Error).message}` };
  }
}

/** What the exit code with which a shell reports it says about a file that cannot be started. */
function noProgram(code: number): string | undefined {
  return { 126: "is not a program", 127: "was not found" }[code];
}

/** Whether a program exists and exits with 0. */
export async function succeeds(command: string, args: string[]): Promise<boolean> {
  return "stdout" in await ask(command, args);
}

/** The lines of a program's output, as they arrive. */
export async function* lines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split(/\r?\n/);
    rest = parts.pop()!;
    yield* parts;
  }
  if (rest) yield rest;
}

/**
 * Runs `work` while no other process holds the lock file.
 *
 * The operating system releases the lock when a process ends, however it ends.
 *
 * @param onWait called if the lock is held by another process
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true)) {
    onWait();
    await file.lock(true);
  }
  return await work();
}

/** Does `work` with each item, in their order, so many at a time. */
export async function eachAtOnce<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    while (queue.length > 0) await work(queue.shift()!);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}
