/**
 * `deno task codec:table [--only TEXT] [--count N]`: measures codecs on test images of MNIST and EMNIST, writes their rows
 * to results/codec.json and the tables into the pages that have their markers. Each codec of ours decodes what
 * it encoded before it counts. Programs that are not installed get a row that says so; apt has them as
 * jbigkit-bin, djvulibre-bin, libjxl-tools and zpaq, and `.venv-bench` has Pillow.
 *
 * - `--only`: those whose name contains the text, such as `adaptive`; `programs` are the other formats
 * - `--count`: on the first N test images; the rows are printed and not written
 *
 * @module
 */
import { binarize, type ImageSet, loadDataset, useBackend } from "@autoencoders";
import type { CodecRow } from "@autoencoders/results";
import { integerOption, readArguments, withUsage } from "../../tasks/options.ts";
import { orTaskError, runTask, secondsSince } from "../../tasks/project.ts";
import { machine } from "../report/machine.ts";
import { binaryCodecs, emnistCodecs, greyCodecs } from "./binary.ts";
import { lossyCodecs } from "./lossy.ts";
import { codecTables, writePages } from "./page.ts";
import { programRows } from "./programs.ts";
import { addRows } from "./rows.ts";

const usage = "usage: deno task codec:table [--only TEXT] [--count N]";

/** Measures what the arguments select and writes it. */
export async function measureCodecs(args: string[]): Promise<void> {
  const { only, count } = withUsage(usage, () => readOptions(args));
  const backend = await orTaskError(useBackend());
  const { train, test } = await orTaskError(loadDataset("mnist", { substitute: false }));
  const emnist = await orTaskError(loadDataset("emnist-bymerge47", { substitute: false }));
  const first = (images: ImageSet) => images.slice(0, Math.min(count, images.count));
  const set = first(test), binary = binarize(set), characters = binarize(first(emnist.test));
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
    const n = images === "emnist" ? characters.count : set.count;
    const complete = found.map((row) => ({ images, name, n, ...row, hardware }));
    if (set.count === test.count) await writePages(codecTables(await addRows(complete)));
    for (const row of complete) console.log(row, secondsSince(startedAt));
  }

  for (
    const [images, codecs, given] of [
      ["binary", binaryCodecs, binary],
      ["emnist", emnistCodecs, characters],
      ["grey", greyCodecs, set],
    ] as const
  ) {
    for (const [name, codec] of Object.entries(codecs)) {
      await measure(images, name, async () => [await codec(given)]);
    }
  }
  for (const [name, codec] of Object.entries(lossyCodecs)) {
    await measure("lossy", name, () => codec(set, train));
  }
  await measure("binary", "programs", () => programRows(binary, "binary"));
  await measure("emnist", "programs", () => programRows(characters, "emnist"));
  await measure("grey", "programs", () => programRows(set, "grey"));
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
