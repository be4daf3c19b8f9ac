/**
 * `deno task check`, `fmt`, `docs` and `test:packages`: commands of Deno one after the other, until one fails.
 *
 * @module
 */
import { startGuarded } from "./guard.ts";
import { refuseArguments } from "./options.ts";
import { root, runTask } from "./project.ts";

/** All folders of code. */
export const code = ["lib", "tests", "tasks", "bench", "notebooks/exercises"];
const areas = ["", "figures/", "results/", "codec/", "course/", "backend/"];

const steps: Record<string, string[][]> = {
  check: [
    ["fmt", "--check"],
    ["lint"],
    ["check", ...code],
    ["run", "-A", "tasks/notebooks/check_cells.ts"],
  ],
  "test:packages": [["test", "-A", "--no-check", "tests/packages"]],
  fmt: [["fmt"], ["run", "-A", "tasks/notebooks/format.ts"]],
  docs: [[
    ...["doc", "--html", "--name=Autoencoders", "--output=build/docs"],
    ...areas.map((area) => `lib/${area}mod.ts`),
  ]],
};

if (import.meta.main) {
  await runTask(async () => {
    const [name, ...args] = Deno.args;
    refuseArguments(`deno task ${name}`, args);
    for (const args of steps[name]) {
      const { code } = await startGuarded(Deno.execPath(), args, { cwd: root }).status;
      if (code !== 0) return code;
    }
  });
}
