// @ts-types="@types/d3-array"
import { greatest } from "d3-array";
import type { EngineName } from "../engines/engines.ts";
import type { NetworkName } from "../networks.ts";
import type { Row } from "./rows.ts";

/** A target ratio of the project. */
interface Target {
  network: NetworkName;
  engine: EngineName;
  /** the best of these is the reference; of a slow-down, the one that is fastest with a core kept busy */
  peers: EngineName[];
  /** the quantity ÷ that of the peer: at least this for images per second, else at most */
  ratio: number;
  of: "imagesPerSecond" | "busyImagesPerSecond" | "slowDown" | "peakBytes";
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
  ...([["dense", ofDense], ["plain", ofDense], ["conv64", best], ["emnist1", best]] as const)
    .flatMap(([network, peers]) => [
      target(network, "ours-blas", peers, 1.2, "busyImagesPerSecond"),
      target(network, "ours-blas", peers, 1, "slowDown"),
    ]),
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
      return value === undefined ? [] : [{ engine, value, rank: rank(row!, target.of) }];
    };
    const [ours] = find(target.engine), peers = target.peers.flatMap(find);
    if (!ours || peers.length < target.peers.length) return [];
    const peer = greatest(peers, ({ rank }) => rank)!, measured = ours.value / peer.value;
    const reached = isAtMost(target.of) ? measured <= target.ratio : measured >= target.ratio;
    return [{ target, peer: peer.engine, measured, reached }];
  });
}

/** Whether less of a quantity is better. */
export const isAtMost = (of: Target["of"]): boolean => of === "peakBytes" || of === "slowDown";

function quantity(row: Row, of: Target["of"]): number | undefined {
  const { busyMsPerStep, msPerStep, batch } = row;
  switch (of) {
    case "busyImagesPerSecond":
      return busyMsPerStep && batch / busyMsPerStep * 1000;
    case "slowDown":
      return busyMsPerStep && busyMsPerStep / msPerStep;
    default:
      return row[of];
  }
}

/** The peer with the highest rank is the best. */
function rank(row: Row, of: Target["of"]): number {
  return of === "peakBytes"
    ? -row.peakBytes
    : quantity(row, of === "slowDown" ? "busyImagesPerSecond" : of)!;
}
