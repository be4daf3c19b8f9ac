import { join } from "@std/path";
import { benchPython } from "../../bench/engines/venv.ts";
import { writeAtomic } from "../../lib/files/mod.ts";
import { findPythons, lastLine } from "../../tasks/environment/python.ts";
import { capture, withLock } from "../../tasks/process.ts";
import { build, pythonOf, root } from "../../tasks/project.ts";

const folder = join(root, ".venv-tests"), stamp = join(folder, "requirements.txt");
const requirements = join(root, "tests/python/requirements.txt");
const python = pythonOf(folder);

/** Why the tests with Python cannot run; undefined if they can. The first call installs the packages. */
const fault = await withLock(join(build, "venv-tests.lock"), install);

async function install(): Promise<string | undefined> {
  const wanted = await Deno.readTextFile(requirements);
  if (await Deno.readTextFile(stamp).catch(() => "") === wanted) return;
  const { pythons } = await findPythons();
  const usable = pythons.find(({ recent, venvs, version }) =>
    recent && venvs && version !== "3.10"
  );
  if (!usable) return "no Python 3.11 or later with its venv module";
  const pip = "-m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r";
  for (
    const [command, ...args] of [
      [usable.command, "-m", "venv", "--clear", folder],
      [python, ...pip.split(" "), requirements],
    ]
  ) {
    const done = (await capture(command, args))!;
    if (done.code !== 0) return lastLine(done.stderr);
  }
  await writeAtomic(stamp, wanted);
}

/** A test that runs Python programs; skipped, with the reason in its name, where there is no Python. */
export function pythonTest(name: string, body: () => Promise<void>): void {
  testUnless(fault, name, body);
}

/**
 * A test that runs PyTorch, which takes several GB on Linux: in the environment of the bench, if it is there.
 */
export function pytorchTest(name: string, body: () => Promise<void>): void {
  testUnless(benchFault, name, body);
}

/** Why the environment of the bench cannot run PyTorch's tests, if it cannot. */
const benchFault = await (async () => {
  const find = "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, sys.argv[1:])))";
  const found = await capture(benchPython, ["-c", find, "torch", "safetensors"]);
  if (found?.code === 0) return undefined;
  return `${found ? "an older" : "no"} .venv-bench; \`deno task bench\` makes it`;
})();

function testUnless(fault: string | undefined, name: string, body: () => Promise<void>): void {
  Deno.test({
    name: fault ? `${name} (skipped: ${fault})` : name,
    ignore: fault !== undefined,
    fn: body,
  });
}

/**
 * Runs a Python program.
 *
 * @param program its text, or the path of its file
 * @throws {Error} it ended with an error, which is the message
 */
export function runPython(program: string, ...args: string[]): Promise<string> {
  return run(python, program, args);
}

/** {@linkcode runPython} where PyTorch is. */
export function runPytorch(program: string, ...args: string[]): Promise<string> {
  return run(benchPython, program, args);
}

async function run(python: string, program: string, args: string[]): Promise<string> {
  const start = program.endsWith(".py") ? [program] : ["-c", program];
  const env = { KERAS_BACKEND: "jax", JAX_PLATFORMS: "cpu" };
  const { code, stdout, stderr } = (await capture(python, [...start, ...args], { env }))!;
  if (code !== 0) throw new Error(stderr);
  return stdout;
}
