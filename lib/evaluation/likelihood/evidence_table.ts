import pl from "nodejs-polars";
import type { Evidence } from "./evidence.ts";

/**
 * One table of many bounds, a row each, in the order given: the two terms and the bound in nats an
 * image, the bound in bits a pixel, and how many numbers of the code are active and have collapsed.
 *
 * @param evidences by the name of what was varied
 * @throws {RangeError} there is nothing to compare
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseVariationalAutoencoder, evidence, evidenceTable, imageSet, Random } from "@autoencoders";
 *
 * const model = denseVariationalAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const images = imageSet(new Uint8Array(3 * 16), { height: 4, width: 4, maximum: 1 });
 * const table = evidenceTable({ untrained: evidence(model, images, new Random(1)) });
 * deepStrictEqual(table.getColumn("name").toArray(), ["untrained"]);
 * model.dispose();
 * ```
 */
export function evidenceTable(evidences: Readonly<Record<string, Evidence>>): pl.DataFrame {
  const all = Object.entries(evidences);
  if (all.length === 0) throw new RangeError("there is nothing to compare, got 0 rows");
  const column = (name: string, type: pl.DataType, value: (one: Evidence) => number) =>
    pl.Series(name, all.map(([, one]) => value(one)), type);
  return pl.DataFrame([
    pl.Series("name", all.map(([name]) => name), pl.Utf8),
    column("n", pl.Int32, ({ n }) => n),
    column("distortion", pl.Float64, ({ distortion }) => distortion),
    column("rate", pl.Float64, ({ rate }) => rate),
    column("elbo", pl.Float64, ({ elbo }) => elbo),
    column("bitsPerPixel", pl.Float64, ({ bitsPerPixel }) => bitsPerPixel),
    column("active", pl.Int32, ({ active }) => active.length),
    column("collapsed", pl.Int32, ({ collapsed }) => collapsed.length),
  ]);
}
