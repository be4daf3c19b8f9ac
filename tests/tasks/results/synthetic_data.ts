import { strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { Random, strokes, writeIdx } from "@autoencoders";
import { type Finished, lines } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { pageContent } from "../../../tasks/results/folder.ts";
import { resultsPage } from "../../../tasks/results/page.ts";
import { temporaryFolder } from "../../helpers/temp_folder.ts";

/** Writes 128 and 40 synthetic digits to a folder, as the files of MNIST. */
async function writeData(data: string): Promise<void> {
  await Deno.mkdir(join(data, "mnist"), { recursive: true });
  for (const [part, count] of [["train", 128], ["t10k", 40]] as const) {
    const { pixels, labels } = strokes(count, new Random(count));
    const file = (name: string) => join(data, "mnist", `${part}-${name}-ubyte`);
    const images = { data: pixels, shape: [count, 28, 28] };
    await Deno.writeFile(file("images-idx3"), writeIdx(images));
    await Deno.writeFile(file("labels-idx1"), writeIdx({ data: labels!, shape: [count] }));
  }
}

/**
 * Runs `deno task results` or `bounds` with a folder of results, on synthetic digits instead of
 * MNIST.
 *
 * @param interruptAt sends SIGINT once the task has written this text
 */
export async function runCommand(
  args: string[],
  folder: string,
  interruptAt?: string,
): Promise<Finished> {
  await using data = await temporaryFolder();
  await writeData(data.path);
  const program = join(root, "tests/tasks/results/synthetic_data_task.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", program, ...args, "--folder", folder],
    env: {
      AUTOENCODERS_DATA: data.path,
      AUTOENCODERS_OFFLINE: "1",
      AUTOENCODERS_THREADS: "1",
    },
    cwd: root,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new Response(child.stdout).text();
  let stderr = "", sent = false;
  for await (const line of lines(child.stderr)) {
    stderr += line + "\n";
    if (sent || interruptAt === undefined || !line.includes(interruptAt)) continue;
    child.kill("SIGINT");
    sent = true;
  }
  return { code: (await child.status).code, stdout: await stdout, stderr };
}

/** Asserts that a folder's README.md shows its results.json and bounds.json. */
export async function assertPageAgrees(folder: string): Promise<void> {
  const written = await Deno.readTextFile(join(folder, "README.md"));
  strictEqual(written, resultsPage(await pageContent(folder)));
}

/** The names of the files in a folder, without the locks that Windows keeps. */
export function filesIn(folder: string): string[] {
  const kept = Deno.build.os === "windows" ? ".lock" : undefined;
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => !kept || !name.endsWith(kept));
}
