import { boundRecipeOf, type BoundRow } from "@autoencoders/results";
import { table } from "./tables.ts";

/** The part of results/README.md on variational networks: full runs, and reduced ones marked as such. */
export function boundsPart(rows: readonly BoundRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map((row) => [
    row.reduced ? `${row.name} (${row.reduced})` : row.name,
    row.images,
    `${row.seed}`,
    row.parameters.toLocaleString("en"),
    `${row.epochs}`,
    ...[row.distortion, row.rate].map((nats) => nats.toFixed(1)),
    row.nats.toFixed(2),
    row.bitsPerPixel.toFixed(4),
    `${row.importanceNats.toFixed(2)} (${row.samples})`,
    row.importanceBitsPerPixel.toFixed(4),
    `${row.active} of ${row.latent}`,
    referenceCell(row),
  ]);
  const head = ["network", "images", "seed", "parameters", "epochs", "distortion", "rate"];
  return [
    "## Variational autoencoders, MNIST in black and white",
    "Written by `deno task bounds` from `results/bounds.json`. Nats an image on all test images: distortion + " +
    "rate = −ELBO, an upper bound on −ln p(x), and beside it the tighter importance-weighted one with as many " +
    "samples as stand in brackets. _Thresholded_: a pixel is white above 127. _Stochastic_: white with the " +
    "probability that its grey says, training images drawn anew in each epoch, test images once. The two " +
    "compare only among themselves. `deno task bounds --row NAME --again` trains a network once more.",
    table(
      [...head, "−ELBO", "bits a pixel", "importance-weighted", "bits a pixel", "active"]
        .concat("others"),
      lines,
      2,
    ),
  ];
}

function referenceCell({ name }: BoundRow): string {
  const { reference } = boundRecipeOf(name);
  return reference ? `${reference.nats} (${reference.by})` : "–";
}
