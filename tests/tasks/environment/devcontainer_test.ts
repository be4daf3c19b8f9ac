import { deepStrictEqual, fail, ok, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "@std/path";
import { endTree, startGuarded } from "../../../tasks/guard.ts";
import { capture, lines } from "../../../tasks/process.ts";
import { writeNotebook } from "../../../tasks/notebooks/notebook.ts";
import { root, venv, venvPython } from "../../../tasks/project.ts";
import { copyProject } from "../../helpers/project_copy.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

const container = JSON.parse(
  await Deno.readTextFile(join(root, ".devcontainer", "devcontainer.json")),
);
const ignore = Deno.build.os === "windows" || !existsSync(venvPython);
const runner = "npx -y deno@2.8.1";

/** A command of the container, with this Deno in place of the one that npx downloads. */
function local(command: string): string[] {
  ok(command.startsWith(`${runner} task `), command);
  return ["-c", command.replace(runner, Deno.execPath())];
}

Deno.test("the dev container has an image with Node.js, installs Python, and its commands are tasks of README", async () => {
  const readme = await Deno.readTextFile(join(root, "README.md"));
  const { tasks } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  ok(readme.includes(`${runner} task`));
  ok(container.image.startsWith("node:"), "Node.js comes with the image");
  ok(container.onCreateCommand.includes("python3-venv"), "JupyterLab needs Python with venv");
  for (const command of [container.postCreateCommand, container.postAttachCommand]) {
    const task = command.slice(`${runner} task `.length).split(" ")[0];
    ok(tasks[task], command);
    ok(readme.includes(`| \`${task}\``), `README lists ${task}`);
  }
  const [port] = container.forwardPorts;
  ok(container.postAttachCommand.includes(`--port=${port} `));
  deepStrictEqual(Object.keys(container.portsAttributes), [String(port)]);
});

Deno.test({
  name: "the dev container's command for the set-up succeeds",
  ignore,
  async fn() {
    const done = await capture("sh", local(container.postCreateCommand), { cwd: root });
    strictEqual(done!.code, 0, done!.stderr);
    ok(done!.stdout.includes("setup: ready."));
  },
});

Deno.test({
  name:
    "the dev container's command starts JupyterLab, prints the address with its token, and lets in " +
    "pages of this codespace only",
  ignore,
  fn: () =>
    inTempFolder(async (folder) => {
      // its own work/, with the Python of this project
      await copyProject(folder);
      await Deno.symlink(venv, join(folder, ".venv"));
      const empty = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
      await writeNotebook(join(folder, "notebooks", "00_start_here.ipynb"), empty);
      const [flag, command] = local(container.postAttachCommand);
      const script = command.replace(`--port=${container.forwardPorts[0]}`, "--port=0");
      const lab = startGuarded("sh", [flag, script], {
        cwd: folder,
        env: { CODESPACE_NAME: "fluffy-robot-7" },
        stdout: "null",
        stderr: "piped",
      });
      const limit = AbortSignal.timeout(240_000);
      limit.addEventListener("abort", () => endTree(lab, "SIGTERM"));
      try {
        const address = await addressIn(lab.stderr);
        const answer = await firstAnswer(address, limit);
        ok(answer.ok && (await answer.text()).includes("JupyterLab"));
        const cookie = answer.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
        const statusFor = async (origin: string) => {
          const headers = { cookie, origin };
          const answer = await fetch(new URL("/api/contents?content=0", address), { headers });
          await answer.body?.cancel();
          return answer.status;
        };
        strictEqual(await statusFor("https://fluffy-robot-7-8888.app.github.dev"), 200);
        for (
          const other of [
            "https://other-8888.app.github.dev",
            "https://fluffy-robot-7-9999.app.github.dev",
            "https://fluffy-robot-7-8888.app.github.dev.example.org",
          ]
        ) strictEqual(await statusFor(other), 404, other);
        ok(existsSync(join(folder, "work", "00_start_here.ipynb")));
      } finally {
        endTree(lab, "SIGTERM");
        await lab.status;
      }
    }),
});

/** The address of JupyterLab in what it prints. */
async function addressIn(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const printed: string[] = [];
  for await (const line of lines(stderr)) {
    printed.push(line);
    const address = /http:\/\/127\.0\.0\.1:\d+\/lab\/tree\/work\/00_start_here\.ipynb\?token=\w+/
      .exec(line);
    if (address) return address[0];
  }
  fail(`JupyterLab ended without an address: ${printed.join("\n")}`);
}

/** The answer of a server that prints its address a moment before it listens. */
async function firstAnswer(address: string, limit: AbortSignal): Promise<Response> {
  while (true) {
    limit.throwIfAborted();
    const answer = await fetch(address).catch(() => undefined);
    if (answer) return answer;
    await new Promise((done) => setTimeout(done, 100));
  }
}
