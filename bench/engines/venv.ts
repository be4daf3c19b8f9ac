import { fromFileUrl, join } from "@std/path";
import { findPythons } from "../../tasks/environment/python.ts";
import { capture } from "../../tasks/process.ts";
import { pythonOf, root, TaskError } from "../../tasks/project.ts";

const folder = join(root, ".venv-bench");
const requirements = fromFileUrl(new URL("../requirements.in", import.meta.url));
/** {@linkcode requirements} with all dependencies and hashes. */
const locked = fromFileUrl(new URL("../requirements.txt", import.meta.url));

/** The Python environment of the peers. */
export const benchPython = pythonOf(folder);

// Prints each pinned package that is missing or has another version.
const compare = `
import importlib.metadata as metadata, sys
for line in open(sys.argv[1]):
    name, _, version = line.split(";")[0].strip().partition("==")
    if not version or line.startswith("#"): continue
    try: found = metadata.version(name)
    except metadata.PackageNotFoundError: found = None
    if found != version: print(name)
`;

/**
 * Creates .venv-bench, or updates it to bench/requirements.txt.
 *
 * @throws {TaskError} there is no Python, or the packages cannot be installed
 */
export async function ensureBenchVenv(): Promise<void> {
  const lacking = await capture(benchPython, ["-c", compare, requirements]);
  const wanted = (lacking?.stdout ?? "").split("\n").filter(Boolean);
  // TensorFlow has two package names, and each platform has only one of them.
  if (lacking?.code === 0 && wanted.filter((name) => !name.startsWith("tensorflow")).length === 0) {
    if (wanted.length <= 1) return;
  }
  console.log("installing the peers into .venv-bench (once; PyTorch is several GB on Linux) …");
  if (lacking?.code !== 0) await makeVenv();
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
  const done = await capture(benchPython, [...pip, "--require-hashes", "-r", locked]);
  if (done?.code !== 0) {
    throw new TaskError(
      `the peers could not be installed: ${done?.stderr.trim().split("\n").at(-1)}\n` +
        "Without them: deno task bench --engines ours-blas,ours-wasm,tfjs-wasm,tfjs-cpu",
    );
  }
}

async function makeVenv(): Promise<void> {
  const { pythons, faults } = await findPythons();
  const usable = pythons.find(({ recent, venvs }) => recent && venvs);
  const created = usable && await capture(usable.command, ["-m", "venv", "--clear", folder]);
  if (created?.code === 0) return;
  const found = faults.length > 0 ? `; ${faults.join(", ")}` : "";
  throw new TaskError(
    `PyTorch and Keras need Python 3.10 or later with its venv module (python3, python or py)${found}.\n` +
      "Without them: deno task bench --engines ours-blas,ours-wasm,tfjs-wasm,tfjs-cpu",
  );
}
