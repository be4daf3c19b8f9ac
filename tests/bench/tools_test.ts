import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { join } from "@std/path";
import { codesFrom, pixelsAsCodes, Random, strokes } from "@autoencoders";
import { readOptions, toolsTable } from "../../bench/tools.ts";
import { jobNames, jobs } from "../../bench/tools/jobs.ts";
import { writeMaterial } from "../../bench/tools/material.ts";
import { runOurs } from "../../bench/tools/run_job.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

Deno.test("each job of the tools is done by this library on the files that the peers read too", () =>
  inTempFolder(async (folder) => {
    const images = strokes(60, new Random(1)), { values } = pixelsAsCodes(images);
    const codes = codesFrom(values.slice(0, 60 * 32), 32);
    const material = await writeMaterial({
      ...{ codes, train: images, test: images, folder, threads: 1 },
    });
    const file = join(folder, "material.json");
    await Deno.writeTextFile(file, JSON.stringify(material));
    // MNIST itself is not on every machine
    for (const job of jobNames.filter((name) => name !== "mnist")) {
      const { ms, value } = await runOurs(job, file, material);
      ok(ms > 0 && (value === undefined || Number.isFinite(value)), `${job}: ${ms}, ${value}`);
    }
  }));

Deno.test("the table of the tools has medians and how many times as fast ours is", () => {
  const timings = (...times: number[]) => times.map((ms) => ({ ms, value: 7 }));
  const rows = [{ job: "pca" as const, ours: timings(1000, 3000, 2000), theirs: timings(5000) }];
  const [, , row] = toolsTable(rows).split("\n");
  deepStrictEqual(row.split("|").map((cell) => cell.trim()).slice(1, -1), [
    jobs.pca.what,
    "scikit-learn",
    "2",
    "5",
    "2.50 ×",
    "7",
    "7",
  ]);
});

Deno.test("an unknown job of the tools is refused, and the known ones are in the order of the table", () => {
  deepStrictEqual(readOptions(["--jobs", "ssim, tsne"]).names, ["tsne", "ssim"]);
  throws(() => readOptions(["--jobs", "pcaa"]), /--jobs must be of tsne, umap, .*, got "pcaa"/);
});
