import { dirname } from "@std/path";

const windows = Deno.build.os === "windows";

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
  try {
    const child = new Deno.Command(command, { args, stdin: "null", ...options });
    const { code, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  } catch (error) {
    if (isNoProgram(error)) return undefined;
    throw error;
  }
}

/** A missing or unexecutable file, a folder; ENOEXEC has no class of its own. */
function isNoProgram(error: unknown): boolean {
  const { NotFound, PermissionDenied } = Deno.errors;
  return error instanceof NotFound || error instanceof PermissionDenied ||
    /os error (8|193)\)/.test((error as Error).message);
}

/** The output of a program that ended with 0, or in a few words what is wrong with it. */
export type Answer = { stdout: string } | { fault: string };

/**
 * Asks a program that may be missing, broken or hanging. After `limitMs` it is ended, and with it the
 * programs that it started.
 */
export async function ask(command: string, args: string[], limitMs = 20_000): Promise<Answer> {
  let child: Deno.ChildProcess;
  try {
    const options = { args, stdin: "null", stdout: "piped", stderr: "null" } as const;
    child = new Deno.Command(command, { ...options, detached: !windows }).spawn();
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    return { fault: missing ? "was not found" : `is not a program: ${(error as Error).message}` };
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    try {
      Deno.kill(windows ? child.pid : -child.pid, "SIGKILL"); // a negative number: its whole group
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it has just ended
    }
  }, limitMs);
  const { code, stdout } = await child.output();
  clearTimeout(timer);
  if (late) return { fault: `did not answer within ${limitMs / 1000} s` };
  return code === 0
    ? { stdout: new TextDecoder().decode(stdout) }
    : { fault: `ended with ${code}` };
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
