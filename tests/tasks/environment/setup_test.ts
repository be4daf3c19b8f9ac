import { match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { capture, type Finished } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { lastLine, soundsOffline } from "../../../tasks/environment/python.ts";

const windows = Deno.build.os === "windows";

/** Runs the set-up of a bare copy of the project on a machine that has just these programs. */
async function setup(
  programs: Record<string, string>,
  env: Record<string, string> = {},
): Promise<Finished> {
  const folder = await Deno.makeTempDir({ prefix: "set up here" });
  try {
    const bin = join(folder, "bin");
    await Deno.mkdir(bin);
    for (const [name, script] of Object.entries(programs)) {
      await Deno.writeTextFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    for (const name of ["deno.json", "deno.lock"]) {
      await Deno.copyFile(join(root, name), join(folder, name));
    }
    // without the TypeScript of the library, whose packages would have to be downloaded
    for (const name of ["lib/files", "tasks", "tasks/environment", "tasks/environment/std_path"]) {
      await Deno.mkdir(join(folder, name), { recursive: true });
      for await (const entry of Deno.readDir(join(root, name))) {
        if (!entry.isFile) continue;
        await Deno.copyFile(join(root, name, entry.name), join(folder, name, entry.name));
      }
    }
    return (await capture(Deno.execPath(), [
      "run",
      "-A",
      "--no-check",
      "tasks/environment/setup.ts",
    ], {
      cwd: folder,
      env: { PATH: bin, NO_COLOR: "1", ...env },
    }))!;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The one line on standard error, which must be all that is there. */
function oneLine({ code, stderr }: Finished): string {
  strictEqual(code, 1);
  const said = stderr.trim();
  ok(!said.includes("\n"), said);
  return said;
}

const python = (await capture("python3", ["-c", "import sys; print(sys.executable)"]))?.stdout
  .trim();
const ignore = windows || !python;

Deno.test({
  name: "set-up without any Python says what to install",
  ignore: windows,
  fn: async () => match(oneLine(await setup({})), /^JupyterLab needs Python 3\.10.*install one/),
});

Deno.test({
  name: "set-up with an old Python names its version",
  ignore: windows,
  fn: async () => {
    const old = 'case "$2" in *version_info*) echo "3 8 x";; *) exit 0;; esac';
    match(oneLine(await setup({ python: old })), /python is 3\.8: install a newer Python/);
  },
});

Deno.test({
  name: "set-up with a Python that has no venv module says how to get one",
  ignore,
  fn: async () => {
    const bare = `case "$2" in *venv*) exit 1;; *) exec "${python}" "$@";; esac`;
    match(
      oneLine(await setup({ python3: bare })),
      /python3 has no venv module.*python3-venv.*or uv/,
    );
  },
});

Deno.test({
  name: "set-up without a network says that one is needed once",
  ignore,
  fn: async () => {
    const nowhere = {
      ...{
        PIP_INDEX_URL: "http://127.0.0.1:9/simple",
        PIP_RETRIES: "0",
        PIP_CONFIG_FILE: "/dev/null",
      },
      ...{ PIP_FIND_LINKS: "", HTTPS_PROXY: "", HTTP_PROXY: "" },
    };
    const said = oneLine(await setup({ python3: `exec "${python}" "$@"` }, nowhere));
    match(said, /could not be downloaded.*connect to the network/);
  },
});

Deno.test("an installer's words are taken for a missing network only where they are", () => {
  for (
    const words of [
      "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
      "npm error code ENOTFOUND\nnpm error syscall getaddrinfo",
      "error: client error (Connect): dns error: failed to lookup address information",
    ]
  ) ok(soundsOffline(words), words);
  ok(!soundsOffline("ERROR: No matching distribution found for jupyterlab==99"));
  strictEqual(lastLine("a\nb \n\n"), "b");
});
