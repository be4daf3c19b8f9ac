import { basename, join } from "@std/path";
import { writeAtomic } from "../../lib/files/mod.ts";
import { ask, capture, type Finished, succeeds } from "../process.ts";
import { root, TaskError, venv, venvPython } from "../project.ts";

const oldest = [3, 10];
const probe = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)";

interface Python {
  command: string;
  version: string;
  recent: boolean;
  venvs: boolean;
}

/**
 * Creates .venv, or updates it to a file of requirements. A file whose hash is not in there is not installed.
 *
 * @param what the packages are, for messages
 */
export async function installPython(requirements: string, what = "JupyterLab"): Promise<void> {
  if (!await venvRuns(["-c", "import sys"])) await createVenv();
  const hashed = ["--require-hashes", "-r", requirements];
  const pip = await venvRuns(["-m", "pip", "--version"]);
  const done = pip
    ? await capture(venvPython, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--no-input",
      "--retries=3",
      ...hashed,
    ])
    : await capture("uv", ["pip", "install", "-q", "--python", venvPython, ...hashed]);
  if (done?.code !== 0) throw await installFailure(done, what, basename(requirements));
}

/**
 * Whether the Python of .venv exists and runs a program.
 *
 * @throws {TaskError} it does not answer in time: on a busy machine or a slow disk it need not be broken,
 * and what is installed in .venv would be lost
 */
export async function venvRuns(args: string[], limitMs = 120_000): Promise<boolean> {
  const answer = await ask(venvPython, args, limitMs);
  if ("stdout" in answer) return true;
  if (!answer.late) return false;
  throw new TaskError(
    `${venvPython} ${answer.fault}, and .venv is left as it is: run this again when the machine is less busy; if it stays so, remove the folder .venv.`,
  );
}

async function createVenv(): Promise<void> {
  const found = await findPythons();
  const usable = found.pythons.find((python) => python.recent && python.venvs);
  const done = usable
    ? await capture(usable.command, ["-m", "venv", "--clear", venv])
    : await capture("uv", ["venv", "-q", "--clear", "--python", `>=${oldest.join(".")}`, venv]);
  if (done?.code === 0) return;
  if (done) throw await installFailure(done);
  throw new TaskError(remedy(found));
}

/** The Pythons of this machine, under their names on Linux, macOS and Windows, and what is wrong with others. */
export async function findPythons(
  limitMs?: number,
): Promise<{ pythons: Python[]; faults: string[] }> {
  const pythons: Python[] = [], faults: string[] = [];
  for (const command of ["python3", "python", "py"]) {
    const answer = await ask(command, ["-c", probe], limitMs);
    const match = "stdout" in answer && /^(\d+) (\d+) /.exec(answer.stdout);
    if (match) {
      const [major, minor] = [Number(match[1]), Number(match[2])];
      pythons.push({
        command,
        version: `${major}.${minor}`,
        recent: major > oldest[0] || (major === oldest[0] && minor >= oldest[1]),
        venvs: await succeeds(command, ["-c", "import venv, ensurepip"]),
      });
    } else {
      const fault = "fault" in answer ? answer.fault : "is not Python";
      if (fault !== "was not found") faults.push(`${command} ${fault}`);
    }
  }
  return { pythons, faults };
}

/** The software to install on a machine that cannot create an environment. */
function remedy({ pythons, faults }: Awaited<ReturnType<typeof findPythons>>): string {
  const python = pythons.find((each) => each.recent) ?? pythons[0];
  if (!python) {
    const why = faults.length > 0
      ? `${faults.join(", ")}: install a working Python, or uv,`
      : "none of python3, python, py and uv was found: install one of them";
    return `JupyterLab needs Python 3.10 or later, and ${why} and run this again.`;
  }
  if (!python.recent) {
    return `JupyterLab needs Python 3.10 or later, and ${python.command} is ${python.version}: install a newer Python, or uv, and run this again.`;
  }
  return `${python.command} has no venv module: install it (on Debian and Ubuntu: apt install python3-venv) or uv, and run this again.`;
}

/** Why an installation failed, in one line; the installer's output goes to a file. */
async function installFailure(
  done: Finished | undefined,
  what = "JupyterLab",
  requirements = "requirements.txt",
): Promise<TaskError> {
  const output = done ? done.stdout + done.stderr : "uv was not found";
  const log = join(root, "build", "setup.log");
  const kept = await writeAtomic(log, output).then(() => true, () => false); // not on a full disk
  const more = kept ? ` (full log: ${log})` : "";
  return new TaskError(
    /do not match the hash|hash mismatch/i.test(output)
      ? `${what} was not installed: the package index sent another file than the one whose hash is in tasks/environment/${requirements}. Try another network or index${more}`
      : soundsOffline(output)
      ? `${what} could not be downloaded, because no Python package index answers: connect to the network and run this again. This is needed once; afterwards everything runs offline.`
      : /no space left|errno 28/i.test(output)
      ? `${what} could not be installed into ${venv}: no space left on the disk. Free about 500 MB, and run this again; the project's own files are whole.`
      : `${what} could not be installed into ${venv}: ${lastLine(output)}${more}`,
  );
}

/** Whether an installer's output is that of a machine without a network. */
export function soundsOffline(output: string): boolean {
  return /name resolution|resolve host|getaddrinfo|NewConnectionError|network is unreachable|dns error|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|connection refused|error sending request|ConnectTimeout|Failed to establish|client error \(Connect\)/i
    .test(output);
}

/** The last line that is not empty. */
export function lastLine(output: string): string {
  return output.trim().split("\n").at(-1)!.trim();
}
