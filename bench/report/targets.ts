import type { EngineName } from "../engines/engines.ts";
import type { NetworkName } from "../networks.ts";
import type { Row } from "./rows.ts";

/** A target ratio of the project. */
interface Target {
  network: NetworkName;
  engine: EngineName;
  /** the fastest of these is the reference */
  peers: EngineName[];
  /** minimum of images per second ÷ those of the peer, or maximum of bytes ÷ those of the peer */
  ratio: number;
  of: "imagesPerSecond" | "peakBytes";
}

const speed = (
  network: NetworkName,
  engine: EngineName,
  peers: EngineName[],
  ratio: number,
): Target => ({ network, engine, peers, ratio, of: "imagesPerSecond" });

const best: EngineName[] = ["pytorch", "keras"];

/** The targets of the project, for the medians of one run. */
export const targets: Target[] = [
  speed("dense", "ours-blas", best, 2.0),
  speed("plain", "ours-blas", best, 1.3),
  speed("conv64", "ours-blas", best, 1.7),
  speed("emnist1", "ours-blas", best, 1.5),
  speed("pooled7x7", "ours-blas", best, 1.3),
  speed("dense", "ours-wasm", ["pytorch"], 0.7),
  speed("dense", "ours-wasm", ["tfjs-wasm"], 20),
  speed("conv64", "ours-wasm", ["tfjs-cpu"], 300),
  ...(["dense", "plain", "conv64", "emnist1", "pooled7x7"] as const).map((network): Target => ({
    network,
    engine: "ours-blas",
    peers: ["pytorch"],
    ratio: 1.5,
    of: "peakBytes",
  })),
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
    const find = (engine: EngineName) =>
      rows.find((row) => row.network === target.network && row.engine === engine);
    const ours = find(target.engine);
    const peers = target.peers.map(find);
    if (!ours || peers.some((peer) => !peer)) return [];
    const fastest = (peers as Row[]).reduce((a, b) =>
      a.imagesPerSecond >= b.imagesPerSecond ? a : b
    );
    const measured = ours[target.of] / fastest[target.of];
    const reached = target.of === "peakBytes" ? measured <= target.ratio : measured >= target.ratio;
    return [{ target, peer: fastest.engine, measured, reached }];
  });
}
