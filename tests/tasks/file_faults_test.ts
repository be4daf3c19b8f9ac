import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { capture } from "../../tasks/process.ts";
import { asTaskError, root, TaskError } from "../../tasks/project.ts";
import { copyProject } from "../helpers/project_copy.ts";
import { whileRunning } from "../helpers/while_running.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const windows = Deno.build.os === "windows";

/** What the system says, and what the user reads. */
const faults: [code: string, message: string, read: RegExp][] = [
  [
    "EROFS",
    "Read-only file system (os error 30): mkdir '/p/build'",
    /create the folder "\/p\/build".*Copy the project/,
  ],
  ["EROFS", "Read-only file system (os error 30): open '/p/a'", /open "\/p\/a".*Copy the project/],
  [
    "ENOSPC",
    "No space left on device (os error 28): writefile '/p/a'",
    /write "\/p\/a".*Free some space/,
  ],
  ["ENOSPC", "No space left on device (os error 28)", /cannot write: No space.*Free some space/],
  ["ENOSPC", "No space left on device (os error 28): copy '/p/a' -> '/q/b'", /write "\/q\/b"/],
  ["EDQUOT", "Disk quota exceeded (os error 122): writefile '/p/a'", /Free some space/],
  [
    "EEXIST",
    "File exists (os error 17): mkdir '/p/build'",
    /folder "\/p\/build": File exists.*in the way/,
  ],
  ["ENOTDIR", "Not a directory (os error 20): mkdir '/p/a/b'", /Not a directory.*in the way/],
  [
    "EISDIR",
    'cannot read "/p": Is a directory',
    /^cannot read "\/p": Is a directory\. Check the path/,
  ],
  [
    "EACCES",
    "Permission denied (os error 13): readfile '/p/a'",
    /read "\/p\/a": Permission.*permissions/,
  ],
  ["EIO", "Input/output error (os error 5): stat '/p/a'", /read "\/p\/a": Input.*are whole$/],
  [
    "ENOSPC",
    'cannot write "a": No space left on device; nothing was written',
    /^cannot write "a": .*Free/,
  ],
];

Deno.test("a file error is one line with what failed, on which path, what is whole and what to do", () => {
  for (const [code, message, read] of faults) {
    const error = asTaskError(Object.assign(new Error(message), { code }));
    ok(error instanceof TaskError, message);
    match(error.message, read);
    ok(!/os error|\n/.test(error.message), error.message);
  }
  const other = new Error("a mistake of ours");
  strictEqual(asTaskError(other), other);
});

/** Runs a task of a copy of the project in which something is in the way. */
async function run(task: string, prepare: (folder: string) => Promise<void>) {
  return await inTempFolder(async (folder) => {
    await copyProject(folder);
    await prepare(folder);
    const args = ["run", "-A", "--no-check", `tasks/${task}`];
    const env = { NO_COLOR: "1", RUST_BACKTRACE: "0" };
    return (await capture(Deno.execPath(), args, { cwd: folder, env }))!;
  });
}

for (const task of ["environment/setup.ts", "lab.ts"]) {
  Deno.test(`${task} with a file where a folder should be ends in one line with its path`, async () => {
    const ended = await run(task, (folder) => Deno.writeTextFile(join(folder, "build"), "text"));
    strictEqual(ended.code, 1);
    match(ended.stderr, /^cannot .*build.*: .*; the project's own files are whole\. Move .*\.\n$/);
  });
}

Deno.test({
  name: "setup with a file in the place of .venv ends in one line with its path",
  ignore: windows || !await capture("python3", ["--version"]),
  async fn() {
    const ended = await run(
      "environment/setup.ts",
      (folder) => Deno.writeTextFile(join(folder, ".venv"), "text"),
    );
    strictEqual(ended.code, 1);
    match(ended.stderr, /^JupyterLab could not be installed into .*\.venv.*\n$/);
  },
});

Deno.test({
  name: "a Python in .venv that is slow is not taken for broken, and .venv is left as it is",
  ignore: windows,
  fn: () =>
    inTempFolder(async (folder) => {
      await copyProject(folder);
      const bin = join(folder, ".venv", "bin");
      await Deno.mkdir(bin, { recursive: true });
      await Deno.writeTextFile(join(bin, "python"), "#!/bin/sh\nsleep 99\n", { mode: 0o755 });
      const program = `
        import { venvRuns } from "./tasks/environment/python.ts";
        await venvRuns(["-c", ""], 300).catch((error) => console.log(error.name, error.message));`;
      const args = ["eval", "--no-check", `--config=${join(folder, "deno.json")}`, program];
      const done = await capture(Deno.execPath(), args, { cwd: folder, env: { NO_COLOR: "1" } });
      match(done!.stdout, /^TaskError .*python did not answer within 0\.3 s, and \.venv is left/);
      deepStrictEqual([...Deno.readDirSync(bin)].map(({ name }) => name), ["python"]);
    }),
});

Deno.test("the folders that killed tasks left behind are removed, and no others", () =>
  inTempFolder(async (temporary) => {
    const module = JSON.stringify(new URL("../../tasks/temporary.ts", import.meta.url).href);
    const program = (last: string) => [
      "eval",
      "--no-check",
      `--config=${join(root, "deno.json")}`,
      `import { temporaryFolder } from ${module};
      await using folder = await temporaryFolder();
      Deno.writeTextFileSync(folder.path + "/file", "");
      ${last}`,
    ];
    const env = { TMPDIR: temporary, TMP: temporary, TEMP: temporary };
    const names = () => [...Deno.readDirSync(temporary)].map(({ name }) => name).sort();
    const start = () => {
      const args = program("await new Promise((done) => setTimeout(done, 99_000));");
      return new Deno.Command(Deno.execPath(), { args, env }).spawn();
    };
    const started = (child: Deno.ChildProcess, count: number) =>
      whileRunning(child, () => names().length >= count || undefined);
    const killed = start();
    await started(killed, 2);
    const living = start();
    await started(living, 4);
    const before = names();
    killed.kill("SIGKILL");
    await killed.status;
    await Deno.mkdir(join(temporary, "of another program"));
    const done = await capture(Deno.execPath(), program(""), { env });
    const left = names();
    living.kill("SIGKILL");
    await living.status;
    strictEqual(done!.code, 0, done!.stderr);
    strictEqual(left.length, 3, `${left}`);
    ok(left.every((name) => before.includes(name) || name === "of another program"));
  }));

const tasks = [
  "environment/setup.ts",
  "lab.ts",
  "notebooks/notebooks.ts",
  "notebooks/book.ts",
  "notebooks/check_cells.ts",
  "test.ts",
];
/** What is mounted over the project at `$1`, in a namespace of its own. */
const mounts: [name: string, script: string, tasks: string[], reason: RegExp][] = [
  [
    "a read-only project",
    'mount --bind . "$1" && mount -o remount,bind,ro "$1"',
    tasks,
    /Read-only file system;.*\. Copy the project to a folder that you can write to/,
  ],
  [
    "a full disk",
    'mount --bind . "$1" && mkdir -p build && mount -t tmpfs -o size=4k,mode=777 none "$1/build" && ' +
    '{ head -c 4096 /dev/zero >"$1/build/filler" || true; }',
    ["notebooks/check_cells.ts"],
    /No space left on device;.*\. Free some space/,
  ],
];
for (const [name, mount, tasks, reason] of mounts) {
  Deno.test({
    name: `on ${name} a task ends in one line with the path and what to do`,
    ignore: Deno.build.os !== "linux",
    fn: () =>
      inTempFolder(async (folder) => {
        for (const task of tasks) {
          const at = join(folder, "project");
          await Deno.mkdir(at, { recursive: true });
          const run = 'cd "$1" && exec "$0" run -A --no-check "tasks/$2"';
          const script = `{ ${mount}; } >&2 || exit 99; ${run}`;
          const args = ["-Urm", "sh", "-c", script, Deno.execPath(), at, task];
          const env = { NO_COLOR: "1", RUST_BACKTRACE: "0", INIT_CWD: "" };
          const done = await capture("unshare", args, { cwd: root, env });
          // not every machine allows a namespace
          if (!done || done.code === 99 || /unshare/.test(done.stderr)) return;
          strictEqual(done.code, 1, `${task}: ${done.stdout}${done.stderr}`);
          match(done.stderr, reason);
          match(done.stderr, /^cannot \w+.* "[^"]*\/project\/build[^"]*": [^\n]*\n$/);
        }
      }),
  });
}
