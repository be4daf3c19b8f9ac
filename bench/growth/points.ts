import type { Settings } from "../engines/protocol.ts";
import type { EngineName } from "../engines/engines.ts";
import type { Network } from "../networks.ts";

/** What the panels of the figure vary. */
export const panelNames = ["batch", "width", "threads", "images"] as const;
/** One of {@linkcode panelNames}. */
export type PanelName = typeof panelNames[number];

/** The engines that are compared, and their settings: the fastest in the trials that bench/README.md names. */
export const engines: Partial<Record<EngineName, Settings>> = {
  "ours-blas": {},
  pytorch: { channels_last: false, compile: false },
  keras: { step: "function", jit_compile: true },
  jax: { donate: true },
};

/** A network and how it is trained; all points differ from one in one of the four quantities. */
export interface Point {
  panel: PanelName;
  /** the quantity that the panel varies */
  value: number;
  network: Network;
  threads: number;
  /** the number of images, a multiple of the batch */
  images: number;
}

const base: Record<PanelName, number> = { batch: 256, width: 512, threads: 2, images: 8192 };

/** The values of each panel; images in whole batches, from about 10⁴ to 10⁶. */
export function valuesOf(panel: PanelName, cores: number): number[] {
  switch (panel) {
    case "batch":
      return powersOfTwo(8, 4096);
    case "width":
      return powersOfTwo(64, 4096);
    case "threads":
      return powersOfTwo(1, Math.max(2, Math.min(8, cores)));
    case "images":
      return [40, 124, 391, 1236, 3907].map((batches) => batches * base.batch);
  }
}

function powersOfTwo(from: number, to: number): number[] {
  return from > to ? [] : [from, ...powersOfTwo(2 * from, to)];
}

/** The point of a panel. */
export function pointOf(panel: PanelName, value: number): Point {
  const chosen: Record<PanelName, number> = { ...base, [panel]: value };
  const { batch, width, threads, images } = chosen;
  return { panel, value, network: autoencoder(width, batch), threads, images };
}

/** 784-W-32-W-784 with ReLU, trained with BCE from logits. */
function autoencoder(width: number, batch: number): Network {
  const relu = (units: number) => ({ kind: "dense", units, activation: "relu" } as const);
  return {
    name: `784-${width}-32-${width}-784`,
    batch,
    loss: "bce",
    input: [784],
    encoder: 2,
    layers: [
      ...[width, 32, width].map(relu),
      { kind: "dense", units: 784, activation: "linear" },
    ],
  };
}

/**
 * The points that a list names: panels ("batch") and points ("batch:64").
 *
 * @throws {RangeError} one of them does not exist
 */
export function pointsIn(list: string, cores: number): Point[] {
  const wanted = list.split(",").map((name) => name.trim());
  const all = panelNames.flatMap((panel) => valuesOf(panel, cores).map((v) => pointOf(panel, v)));
  const isNamed = ({ panel, value }: Point, name: string) =>
    name === panel || name === `${panel}:${value}`;
  for (const name of wanted) {
    if (all.some((point) => isNamed(point, name))) continue;
    const panel = panelNames.find((panel) => name.startsWith(`${panel}:`));
    const known = panel
      ? `${panel} has ${valuesOf(panel, cores).join(", ")}`
      : `the panels are ${panelNames.join(", ")}`;
    throw new RangeError(
      `--points must name panels or points like batch:64, got "${name}"; ${known}`,
    );
  }
  return all.filter((point) => wanted.some((name) => isNamed(point, name)));
}
