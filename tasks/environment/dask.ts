import { join } from "@std/path";
import { ignoreNotFound, sha256Hex, writeAtomic } from "../../lib/files/mod.ts";
import { root, venv } from "../project.ts";
import { withLock } from "../process.ts";
import { installPython } from "./python.ts";
import { ensureSetup } from "./setup.ts";

const requirements = join(root, "tasks/environment/dask.txt");

/** Installs Dask into .venv if it is missing there, beside what the notebooks need. */
export async function ensureDask(): Promise<void> {
  await ensureSetup();
  const stampFile = join(venv, "dask.sha256");
  const wanted = sha256Hex(await Deno.readFile(requirements));
  await withLock(join(root, "build", "setup.lock"), async () => {
    if (await ignoreNotFound(Deno.readTextFile(stampFile)) === wanted) return;
    console.error("setup: Dask into .venv (about 60 MB, once) …");
    await installPython(requirements, "Dask");
    await writeAtomic(stampFile, wanted);
  });
}
