import { match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { capture, type Finished } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { copyProject } from "../../helpers/project_copy.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { lastLine, soundsOffline } from "../../../tasks/environment/python.ts";

const python = (await capture("python3", ["-c", "import sys; print(sys.executable)"]))?.stdout
  .trim();
const ignore = Deno.build.os === "windows" || !python;

/** Runs the setup of a copy of the project on a machine that has only these programs. */
async function setup(
  programs: Record<string, string>,
  env: Record<string, string> = {},
  prepare: (folder: string) => Promise<void> = () => Promise.resolve(),
): Promise<Finished> {
  return await inTempFolder(async (folder) => {
    const bin = join(folder, "bin");
    await Deno.mkdir(bin);
    for (const [name, script] of Object.entries(programs)) {
      await Deno.writeTextFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    await copyProject(folder);
    await prepare(folder);
    const args = ["run", "-A", "--no-check", "tasks/environment/setup.ts"];
    const options = { cwd: folder, env: { PATH: bin, NO_COLOR: "1", ...env } };
    return (await capture(Deno.execPath(), args, options))!;
  }, { prefix: "set up here" });
}

/** A setup without Python, with an old one, without its venv module, without a network, with files that are none, with a forged package. */
let setups: [Finished, Finished, Finished, Finished, Finished, Finished];
Deno.test.beforeAll(async () => {
  if (ignore) return;
  const old = 'case "$2" in *version_info*) echo "3 8 x";; *) exit 0;; esac';
  const bare = `case "$2" in *venv*) exit 1;; *) exec "${python}" "$@";; esac`;
  setups = await Promise.all([
    setup({}),
    setup({ python: old }),
    setup({ python3: bare }),
    setup({ python3: `exec "${python}" "$@"` }, {
      PIP_INDEX_URL: "http://127.0.0.1:9/simple",
      PIP_CONFIG_FILE: "/dev/null",
      PIP_FIND_LINKS: "",
      HTTPS_PROXY: "",
      HTTP_PROXY: "",
    }),
    setup({ python3: "exit 3", python: "echo no snake", py: "exit 4" }),
    setup(
      { python3: `exec "${python}" "$@"` },
      { PIP_NO_INDEX: "1", PIP_FIND_LINKS: ".", PIP_CONFIG_FILE: "/dev/null" },
      async (folder) => {
        const [name, version] = firstRequirement(await Deno.readTextFile(requirementFiles[0]));
        const wheel = `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`;
        await Deno.writeTextFile(join(folder, wheel), "another file");
      },
    ),
  ]);
});

/** The setup failed with a single line on standard error, which matches. */
function failsWith({ code, stderr }: Finished, message: RegExp): void {
  strictEqual(code, 1);
  strictEqual(stderr.trim().split("\n").length, 1, stderr);
  match(stderr, message);
}

Deno.test({
  name: "setup without any Python says what to install",
  ignore,
  fn: () => failsWith(setups[0], /^JupyterLab needs Python 3\.10.*install one/),
});

Deno.test({
  name: "setup with programs that are not Python says what each does",
  ignore,
  fn: () =>
    failsWith(
      setups[4],
      /^JupyterLab needs .*, and python3 ended with 3, python is not Python, py ended with 4: install/,
    ),
});

Deno.test({
  name: "setup with an old Python names its version",
  ignore,
  fn: () => failsWith(setups[1], /python is 3\.8: install a newer Python/),
});

Deno.test({
  name: "setup with a Python without the venv module says how to get it",
  ignore,
  fn: () => failsWith(setups[2], /python3 has no venv module.*python3-venv.*or uv/),
});

Deno.test({
  name: "setup without a network says that it needs one once",
  ignore,
  fn: () => failsWith(setups[3], /could not be downloaded.*connect to the network/),
});

Deno.test({
  name: "setup refuses a package whose bytes are not those of its hash",
  ignore,
  fn: () => failsWith(setups[5], /was not installed: .*another file .*requirements\.txt/),
});

const requirementFiles = ["environment/requirements.txt", "environment/dask.txt"]
  .map((name) => `tasks/${name}`).concat("bench/requirements.txt").map((name) => join(root, name));

/** The name and version of the first package in requirements.txt. */
function firstRequirement(text: string): [string, string] {
  const [, name, version] = /^([\w.-]+)==(\S+)/m.exec(text)!;
  return [name, version];
}

Deno.test("every Python package is pinned with the hash of each of its files", async () => {
  for (const file of requirementFiles) {
    const text = await Deno.readTextFile(file);
    // a requirement continues over the lines that end in a backslash
    const entries = text.replaceAll("\\\n", " ").split("\n").filter((line) => /^[^\s#]/.test(line));
    ok(entries.length > 10);
    for (const entry of entries) {
      match(entry, /^[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}( |$)/);
    }
    const wanted = await Deno.readTextFile(file.replace(/txt$/, "in"));
    for (const [name] of wanted.matchAll(/^\w[\w.-]*(==[\w.]+)?/gm)) {
      ok(entries.some((entry) => entry.startsWith(name)), `${file} lacks ${name}`);
    }
  }
});

Deno.test("an edited deno.json is refused in one clear line and leaves deno.lock as it is", () =>
  inTempFolder(async (folder) => {
    await copyProject(folder);
    const path = (name: string) => join(folder, name);
    const config = await Deno.readTextFile(path("deno.json"));
    await Deno.writeTextFile(
      path("deno.json"),
      config.replace(/d3-array@3\.2\.\d/, "d3-array@3.2.0"),
    );
    const before = await Deno.readTextFile(path("deno.lock"));
    const env = { NO_COLOR: "1", RUST_BACKTRACE: "0" };
    const done = await capture(Deno.execPath(), ["task", "setup"], { cwd: folder, env });
    strictEqual(done!.code, 1);
    match(done!.stderr, /^error: The lockfile is out of date/m);
    strictEqual(await Deno.readTextFile(path("deno.lock")), before);
  }));

Deno.test({
  name: "findPythons() gives up on a Python that hangs, and finds the others",
  ignore,
  fn: () =>
    inTempFolder(async (folder) => {
      for (const [name, script] of [["python3", "sleep 99"], ["python", `exec "${python}" "$@"`]]) {
        await Deno.writeTextFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      }
      const module = new URL("../../../tasks/environment/python.ts", import.meta.url).href;
      const program = `import { findPythons } from "${module}";
        console.log(JSON.stringify(await findPythons(1000)));`;
      const args = ["eval", "--no-check", `--config=${join(root, "deno.json")}`, program];
      const path = `${folder}:${Deno.env.get("PATH")}`;
      const done = await capture(Deno.execPath(), args, { cwd: root, env: { PATH: path } });
      const { pythons, faults } = JSON.parse(done!.stdout);
      strictEqual(faults[0], "python3 did not answer within 1 s");
      strictEqual(pythons[0].command, "python");
    }),
});

Deno.test("soundsOffline() recognises the messages of a missing network and no others", () => {
  const messages = [
    "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
    "npm error code ENOTFOUND\nnpm error syscall getaddrinfo",
    "error: client error (Connect): dns error: failed to lookup address information",
  ];
  for (const message of messages) ok(soundsOffline(message), message);
  ok(!soundsOffline("ERROR: No matching distribution found for jupyterlab==99"));
});

Deno.test("lastLine() is the last line that is not empty", () =>
  strictEqual(lastLine("a\nb \n\n"), "b"));
