import { strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { Random, strokes, writeIdx } from "@autoencoders";
import { readBounds, readResults } from "@autoencoders/results";
import type { Finished } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { curveGroups } from "../../../tasks/results/curves.ts";
import { figureNames } from "../../../tasks/results/figures.ts";
import { formatted, resultsPage } from "../../../tasks/results/pages.ts";

/** Drawn digits in the place of MNIST, 128 and 40, and an empty folder of results. */
export class MadeData {
  private constructor(readonly data: string, readonly folder: string) {}

  /** Gives both to `run` and takes them away afterwards. */
  static async with(run: (made: MadeData) => Promise<void>): Promise<void> {
    const data = await Deno.makeTempDir();
    try {
      await Deno.mkdir(join(data, "mnist"));
      for (const [part, count] of [["train", 128], ["t10k", 40]] as const) {
        const { pixels, labels } = strokes(count, new Random(count));
        const file = (name: string) => join(data, "mnist", `${part}-${name}-ubyte`);
        const images = { data: pixels, shape: [count, 28, 28] };
        await Deno.writeFile(file("images-idx3"), writeIdx(images));
        await Deno.writeFile(file("labels-idx1"), writeIdx({ data: labels!, shape: [count] }));
      }
      await run(new MadeData(data, join(data, "results")));
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  }

  /**
   * Runs `deno task TASK ARGS --folder FOLDER` on the made data.
   *
   * @param interruptAt sends Ctrl-C's signal once the task has written this
   * @param data another folder than the made data's
   */
  async task(
    task: string,
    args: string,
    { interruptAt, data = this.data }: { interruptAt?: string; data?: string } = {},
  ): Promise<Finished> {
    const program = join(root, "tests/tasks/results/made_data_task.ts");
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", program, task, ...args.split(" "), "--folder", this.folder],
      env: { AUTOENCODERS_DATA: data, AUTOENCODERS_OFFLINE: "1", AUTOENCODERS_THREADS: "1" },
      ...{ cwd: root, stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
    const stdout = new Response(child.stdout).text();
    let stderr = "", sent = false;
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += text;
      if (sent || interruptAt === undefined || !stderr.includes(interruptAt)) continue;
      child.kill("SIGINT");
      sent = true;
    }
    return { code: (await child.status).code, stdout: await stdout, stderr };
  }

  /** The same, of a task that must succeed. */
  async succeed(task: string, args: string): Promise<Finished> {
    const done = await this.task(task, args);
    strictEqual(done.code, 0, done.stderr);
    return done;
  }

  /** README.md says what results.json and bounds.json say. */
  async agrees(): Promise<void> {
    const rows = await readResults(this.folder);
    const page = resultsPage(rows, await figureNames(this.folder), {
      ...{ bounds: await readBounds(this.folder), curves: curveGroups(rows) },
      picturesFolder: "figures",
    });
    const written = await Deno.readTextFile(join(this.folder, "README.md"));
    strictEqual(written, await formatted(page));
  }
}
