/**
 * `deno task codec:table [--only TEXT] [--count N]`: measures codecs on MNIST's test images, writes their rows
 * to results/codec.json and the tables into the pages that have their markers. Each codec of ours decodes what
 * it encoded before it counts. Programs that are not installed get a row that says so; apt has them as
 * jbigkit-bin, djvulibre-bin, libjxl-tools and zpaq, and `.venv-bench` has Pillow.
 *
 * - `--only`: those whose name contains the text, such as `adaptive`; `programs` are the other formats
 * - `--count`: on the first N test images; the rows are printed and not written
 *
 * @module
 */
import { binarize, loadDataset, useBackend } from "@autoencoders";
import { integerOption, readArguments, withUsage } from "../../tasks/options.ts";
import { orTaskError, runTask, secondsSince } from "../../tasks/project.ts";
import { machine } from "../report/machine.ts";
import { binaryCodecs } from "./binary.ts";
import { lossyCodecs } from "./lossy.ts";
import { codecTables, writePages } from "./page.ts";
import { programRows } from "./programs.ts";
import { addRows, type CodecRow } from "./rows.ts";

const usage = "usage: deno task codec:table [--only TEXT] [--count N]";

/** Measures what the arguments select and writes it. */
export async function measureCodecs(args: string[]): Promise<void> {
  const { only, count } = withUsage(usage, () => readOptions(args));
  const backend = await orTaskError(useBackend());
  const { train, test } = await orTaskError(loadDataset("mnist", { substitute: false }));
  const set = test.slice(0, Math.min(count, test.count)), binary = binarize(set), n = set.count;
  const { processor, cores } = machine();
  const hardware = `${processor}, ${cores} cores, ${backend.name}`;

  /** Measures, or says why it cannot, and keeps the rows. */
  async function measure(
    images: CodecRow["images"],
    name: string,
    rows: () => Promise<Partial<CodecRow>[]>,
  ): Promise<void> {
    if (only !== undefined && !name.includes(only)) return;
    const startedAt = performance.now();
    let found: Partial<CodecRow>[];
    try {
      found = await rows();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      found = [{ absent: "its model file is missing" }];
    }
    const complete = found.map((row) => ({ images, name, n, ...row }));
    if (n === test.count) {
      await writePages(codecTables(await addRows(complete, hardware), hardware));
    }
    for (const row of complete) console.log(row, secondsSince(startedAt));
  }

  for (const [name, codec] of Object.entries(binaryCodecs)) {
    await measure("binary", name, async () => [await codec(binary)]);
  }
  for (const [name, codec] of Object.entries(lossyCodecs)) {
    await measure("lossy", name, () => codec(set, train));
  }
  await measure("binary", "programs", () => programRows(binary, "binary"));
  await measure("lossy", "programs", () => programRows(set, "lossy"));
}

/** The options of the command. */
export function readOptions(args: string[]) {
  const config = {
    args,
    options: { only: { type: "string" }, count: { type: "string", default: "10000" } },
  } as const;
  return readArguments(config, ({ values }) => ({
    only: values.only,
    count: integerOption("--count", values.count),
  }));
}

if (import.meta.main) await runTask(() => measureCodecs(Deno.args));
