const windows = Deno.build.os === "windows";

/**
 * sh that runs "$0" "$@" and ends with its exit code. A second process of its group waits for the end
 * of standard input, which closes when the process that holds it ends, however it ends; then it ends the
 * group, with three seconds for a server to shut down.
 */
const GUARD = `
exec 3<&0 4>&2 </dev/null 2>/dev/null
(
  trap "" HUP INT TERM
  exec 4>&-
  read -r _ <&3
  kill -TERM 0
  sleep 3
  kill -KILL 0
) >/dev/null &
trap : HUP INT TERM
"$0" "$@" 2>&4 3<&- 4>&-
code=$?
kill -KILL $!
wait $!
exit $code`;

/**
 * sh that becomes "$0" "$@", in a group of its own, beside a process that ends the group within about a
 * second once the parent of both has ended. Jupyter starts kernels so, and closes their standard input.
 *
 * JupyterLab's stop button sends SIGINT, which kills a process without a listener. So the kernel starts
 * with the signal ignored, until the code of a cell adds a listener.
 */
const KERNEL_GUARD = `
trap "" INT
(
  parent=$PPID
  while [ "$parent" = $PPID ]; do
    sleep 1
    if [ -r /proc/$$/stat ]; then
      read -r stat </proc/$$/stat
      set -- \${stat##*) }
      parent=$2
    else
      set -- $(ps -o ppid= -p $$)
      parent=$1
    fi
  done
  kill -KILL 0
) </dev/null >/dev/null 2>&1 &
exec "$0" "$@"`;

/** The processes of {@linkcode startGuarded}: standard input would close with the last reference. */
const running = new Set<Deno.ChildProcess>();

/**
 * Starts a program that ends when this process ends, with all processes that it has started and that
 * did not leave its group; also if this process is killed. It has no terminal and no standard input, so
 * Ctrl-C reaches it only through {@linkcode endTree}.
 *
 * On Windows it is started as it is: if this process is killed there, it ends with the console window.
 *
 * @throws {Deno.errors.NotFound} on Windows, the program is missing; elsewhere it ends with 126 or 127 if
 * it is missing or is not a program
 */
export function startGuarded(
  command: string,
  args: string[],
  options: Omit<Deno.CommandOptions, "args" | "stdin" | "detached"> = {},
): Deno.ChildProcess {
  if (windows) return new Deno.Command(command, { ...options, args, stdin: "null" }).spawn();
  const guarded = ["-c", GUARD, command, ...args];
  const child = new Deno.Command("/bin/sh", {
    ...options,
    args: guarded,
    stdin: "piped",
    detached: true,
  }).spawn();
  running.add(child);
  child.status.finally(() => {
    running.delete(child);
    child.stdin.close().catch(() => {}); // nobody reads it any more
  });
  return child;
}

/** Sends a signal to a program of {@linkcode startGuarded} and to all that it has started; on Windows, ends them. */
export async function endTree(
  child: Deno.ChildProcess,
  signal: "SIGTERM" | "SIGKILL" = "SIGKILL",
): Promise<void> {
  if (windows) {
    const args = ["/T", "/F", "/PID", `${child.pid}`];
    await new Deno.Command("taskkill", { args, stdout: "null", stderr: "null" }).output();
    return;
  }
  try {
    Deno.kill(-child.pid, signal); // a negative number: its whole group
  } catch (error) {
    // it has just ended; macOS refuses a group of which nothing runs
    const { NotFound, PermissionDenied } = Deno.errors;
    if (!(error instanceof NotFound || error instanceof PermissionDenied)) throw error;
  }
}

/** The command line of a program that a server starts as its kernel, and that ends with that server. */
export function kernelCommand(command: string[]): string[] {
  return windows ? command : ["/bin/sh", "-c", KERNEL_GUARD, ...command];
}
