import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { kill } from "node:process";
import { join } from "@std/path";
import { kernelCommand, startGuarded } from "../../tasks/guard.ts";
import { root } from "../../tasks/project.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const ignore = Deno.build.os === "windows";
const moduleOf = (name: string) => new URL(`../../tasks/${name}`, import.meta.url).href;

/** Whether a process runs; one that has ended may stay in the system's list. */
function runs(pid: number): boolean {
  try {
    if (Deno.build.os !== "linux") return kill(pid, 0);
    return !/^\d+ \(.*\) [ZX]/s.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

/** Waits until `done`, at most `limitMs`. */
async function until(done: () => boolean, limitMs = 60_000): Promise<boolean> {
  for (const start = Date.now(); !done(); await new Promise((next) => setTimeout(next, 20))) {
    if (Date.now() - start > limitMs) return false;
  }
  return true;
}

/** Writes its process id and that of a child to a file, and goes on; `$0` is the file. */
const tree = 'sleep 99 & echo $! $$ >"$0.part"; mv "$0.part" "$0"; wait';
/** As {@linkcode tree}, but does not end on a request. */
const stubborn = `trap "" TERM HUP INT; ${tree}`;

/** Runs a program that starts a tree, calls `end` and expects the tree to end. */
async function endsWith(
  folder: string,
  args: (file: string) => string[],
  end: (starter: number) => void,
): Promise<void> {
  const file = join(folder, "pids");
  const starter = new Deno.Command(Deno.execPath(), {
    args: args(file),
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  const read = () => {
    try {
      return Deno.readTextFileSync(file).trim().split(" ").map(Number);
    } catch {
      return [];
    }
  };
  ok(await until(() => read().length === 2), "the tree did not start");
  const pids = read();
  try {
    deepStrictEqual(pids.map(runs), [true, true]);
    end(starter.pid);
    ok(await until(() => !pids.some(runs)), `still running: ${pids.filter(runs)} of ${pids}`);
    await starter.status;
  } finally {
    for (const pid of [starter.pid, ...pids].filter(runs)) kill(pid, "SIGKILL");
  }
}

const evaluate = (program: string) => [
  "eval",
  "--no-check",
  `--config=${join(root, "deno.json")}`,
  program,
];

/** Tries all signals at once on the process that a program starts first. */
async function afterEachSignal(args: (folder: string, file: string) => string[]): Promise<void> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;
  await Promise.all(
    signals.map((signal) =>
      inTempFolder((folder) =>
        endsWith(folder, (file) => args(folder, file), (pid) => Deno.kill(pid, signal))
      )
    ),
  );
}

Deno.test({
  name: "what a task has started ends with it, whether it is interrupted, hung up or killed",
  ignore,
  fn: () =>
    afterEachSignal((_, file) =>
      evaluate(`
        import { startGuarded } from "${moduleOf("guard.ts")}";
        await startGuarded("sh", ["-c", ${JSON.stringify(stubborn)}, "${file}"]).status;`)
    ),
});

Deno.test({
  name: "a kernel ends with its server, whether that is interrupted, hung up or killed",
  ignore,
  fn: () =>
    afterEachSignal((_, file) => {
      const [command, ...args] = kernelCommand(["sh", "-c", tree, file]);
      return evaluate(`
        const options = { args: ${JSON.stringify(args)}, detached: true, stdin: "null" };
        await new Deno.Command("${command}", options).spawn().status;`);
    }),
});

Deno.test({
  name: "a task ends with `deno task`, whether that is interrupted, hung up or killed",
  ignore,
  fn: () =>
    afterEachSignal((folder, file) => {
      const program = `
        import { runTask } from "${moduleOf("project.ts")}";
        import { startGuarded } from "${moduleOf("guard.ts")}";
        await runTask(async () => {
          await startGuarded("sh", ["-c", ${JSON.stringify(tree)}, "${file}"]).status;
        });`;
      Deno.writeTextFileSync(join(folder, "task.ts"), program);
      const command = `deno run -A --no-check --config=${join(root, "deno.json")} task.ts`;
      const settings = JSON.stringify({ tasks: { start: command } });
      Deno.writeTextFileSync(join(folder, "deno.json"), settings);
      return ["task", "start"];
    }),
});

Deno.test({
  name: "a guarded program has its own exit code, and leaves no process of the guard behind",
  ignore,
  fn: async () => {
    for (const code of [0, 3, 130]) {
      const child = startGuarded("sh", ["-c", `exit ${code}`]);
      strictEqual((await child.status).code, code);
      ok(await until(() => !groupRuns(child.pid)));
    }
  },
});

Deno.test({
  name: "nothing watches a kernel that has ended",
  ignore,
  fn: async () => {
    const [command, ...args] = kernelCommand(["sh", "-c", "exit 3"]);
    const kernel = new Deno.Command(command, { args, detached: true }).spawn();
    strictEqual((await kernel.status).code, 3);
    ok(await until(() => !groupRuns(kernel.pid)));
  },
});

/** Whether a process of a group runs. */
function groupRuns(group: number): boolean {
  if (Deno.build.os !== "linux") {
    try {
      return kill(-group, 0);
    } catch {
      return false;
    }
  }
  return [...Deno.readDirSync("/proc")].some(({ name }) => {
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      return new RegExp(`\\) [^ZX] \\d+ ${group} `).test(stat);
    } catch {
      return false;
    }
  });
}
