import type { ResultRow } from "@autoencoders/results";

/** A row of results.json with these fields; the others are those of a full run of ours-32. */
export function resultRow(changes: Partial<ResultRow> = {}): ResultRow {
  return {
    name: "ours-32",
    source: "course",
    data: "mnist",
    split: "test",
    n: 10_000,
    seed: 1,
    latent: 32,
    parameters: 1000,
    epochs: 20,
    trainImages: 60_000,
    seconds: 100,
    bce: 0.09,
    mse: 0.0035,
    psnr: 25,
    ssim: 0.97,
    pixelAccuracy: 0.99,
    deadUnits: 0,
    bytesPerCode: 128,
    dataHash: "0",
    hardware: "a processor",
    ...changes,
  };
}
