import type { BoundRow, MeasuredRow, PeerRow, ResultRow } from "@autoencoders/results";

/** The fields common to all rows. */
const measured = {
  data: "mnist",
  n: 10_000,
  seed: 1,
  trainImages: 60_000,
  seconds: 100,
  dataHash: "0".repeat(64),
  hardware: "a processor",
} satisfies Partial<MeasuredRow>;

/** A row of results.json with these fields; the others are those of a full run of ours-32. */
export function resultRow(changes: Partial<ResultRow> = {}): ResultRow {
  return {
    ...measured,
    name: "ours-32",
    source: "course",
    split: "test",
    latent: 32,
    parameters: 1000,
    epochs: 20,
    bce: 0.09,
    mse: 0.0035,
    psnr: 25,
    ssim: 0.97,
    pixelAccuracy: 0.99,
    deadUnits: 0,
    bytesPerCode: 128,
    ...changes,
  };
}

/** A row of peers.json with these fields; the others are those of strided-64. */
export function peerRow(changes: Partial<PeerRow> = {}): PeerRow {
  const { source: _s, split: _p, bytesPerCode: _b, ...others } = resultRow();
  return {
    ...others,
    ...{ name: "strided-64", library: "PyTorch", seed: 1, latent: 64, epochs: 10, mse: 0.008 },
    ...changes,
  };
}

/** A row of bounds.json with these fields; the others are those of a full run of vae-dense-stochastic. */
export function boundRow(changes: Partial<BoundRow> = {}): BoundRow {
  return {
    ...measured,
    name: "vae-dense-stochastic",
    images: "stochastic",
    latent: 40,
    parameters: 169_864,
    epochs: 40,
    distortion: 74.9,
    rate: 28,
    active: 24,
    nats: 102.9,
    bitsPerPixel: 0.1893,
    samples: 100,
    importanceNats: 98.12,
    importanceBitsPerPixel: 0.1806,
    ...changes,
  };
}
