import type { EngineName } from "../engines/engines.ts";
import type { NetworkName } from "../networks.ts";
import type { Row } from "./rows.ts";

/** A target ratio of the project. */
interface Target {
  network: NetworkName;
  engine: EngineName;
  /** the best of these is the reference */
  peers: EngineName[];
  /** minimum of images per second ÷ those of the peer, or maximum of bytes ÷ those of the peer */
  ratio: number;
  of: "imagesPerSecond" | "busyImagesPerSecond" | "peakBytes";
}

const target = (
  network: NetworkName,
  engine: EngineName,
  peers: EngineName[],
  ratio: number,
  of: Target["of"] = "imagesPerSecond",
): Target => ({ network, engine, peers, ratio, of });

const best: EngineName[] = ["pytorch", "keras"], ofDense: EngineName[] = [...best, "jax"];

/** The targets of the project, for the medians of one run. */
export const targets: Target[] = [
  target("dense", "ours-blas", ofDense, 1.5),
  target("plain", "ours-blas", ofDense, 1.7),
  target("conv64", "ours-blas", best, 2.2),
  target("emnist1", "ours-blas", best, 1.5),
  target("pooled7x7", "ours-blas", best, 1.6),
  target("dense", "ours-wasm", ["pytorch"], 0.7),
  target("dense", "ours-wasm", ["tfjs-wasm"], 20),
  target("conv64", "ours-wasm", ["tfjs-cpu"], 300),
  target("dense", "ours-blas", ofDense, 1.2, "busyImagesPerSecond"),
  target("plain", "ours-blas", ofDense, 1.2, "busyImagesPerSecond"),
  target("conv64", "ours-blas", best, 1.2, "busyImagesPerSecond"),
  target("emnist1", "ours-blas", best, 1.2, "busyImagesPerSecond"),
  ...(["dense", "plain", "conv64", "emnist1", "pooled7x7"] as const).map((network) =>
    target(network, "ours-blas", ["pytorch"], 1, "peakBytes")
  ),
];

/** A target and its measurement. */
interface Outcome {
  target: Target;
  /** the reference */
  peer: EngineName;
  measured: number;
  reached: boolean;
}

/** The outcomes of the targets whose engines were all measured. */
export function outcomes(rows: Row[]): Outcome[] {
  return targets.flatMap((target) => {
    const find = (engine: EngineName) => {
      const row = rows.find((row) => row.network === target.network && row.engine === engine);
      const value = row && quantity(row, target.of);
      return value === undefined ? [] : [{ engine, value }];
    };
    const [ours] = find(target.engine), peers = target.peers.flatMap(find);
    if (!ours || peers.length < target.peers.length) return [];
    const isMemory = target.of === "peakBytes";
    const peer = peers.reduce((a, b) =>
      (isMemory ? a.value <= b.value : a.value >= b.value) ? a : b
    );
    const measured = ours.value / peer.value;
    const reached = isMemory ? measured <= target.ratio : measured >= target.ratio;
    return [{ target, peer: peer.engine, measured, reached }];
  });
}

function quantity(row: Row, of: Target["of"]): number | undefined {
  if (of !== "busyImagesPerSecond") return row[of];
  return row.busyMsPerStep && row.batch / row.busyMsPerStep * 1000;
}
