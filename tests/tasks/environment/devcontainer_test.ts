import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "@std/path";
import { endTree, startGuarded } from "../../../tasks/guard.ts";
import { capture, lines } from "../../../tasks/process.ts";
import { root, venvPython } from "../../../tasks/project.ts";

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

Deno.test("the dev container has what README asks for, and runs its commands", async () => {
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
  name: "the dev container's set-up succeeds",
  ignore,
  async fn() {
    const done = await capture("sh", local(container.postCreateCommand), { cwd: root });
    strictEqual(done!.code, 0, done!.stderr);
    ok(done!.stdout.includes("setup: ready."));
  },
});

Deno.test({
  name: "the dev container starts JupyterLab on its port, and prints the address with its token",
  ignore,
  async fn() {
    const port = freePort();
    const [flag, command] = local(container.postAttachCommand);
    const script = command.replace(`--port=${container.forwardPorts[0]}`, `--port=${port}`);
    const lab = startGuarded("sh", [flag, script], { cwd: root, stdout: "null", stderr: "piped" });
    const printed: string[] = [];
    try {
      const start = `http://127.0.0.1:${port}/lab/tree/work/00_start_here.ipynb?token=`;
      let address: string | undefined;
      for await (const line of lines(lab.stderr)) {
        printed.push(line);
        address = line.split(" ").find((word) => word.startsWith(start));
        if (address) break;
      }
      ok(address, `JupyterLab ended without an address: ${printed.join("\n")}`);
      const answer = await fetch(address);
      ok(answer.ok && (await answer.text()).includes("JupyterLab"));
    } finally {
      endTree(lab, "SIGTERM");
      await lab.status;
    }
  },
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
