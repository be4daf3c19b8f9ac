/** What a program printed and how it ended. */
export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end and keeps what it prints; `undefined` where there is no such program. */
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
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether a program exists and ends with 0. */
export async function succeeds(command: string, args: string[]): Promise<boolean> {
  return (await capture(command, args))?.code === 0;
}
