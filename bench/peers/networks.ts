import type { PeerRow } from "@autoencoders/results";
import { type Layer, type Network, networks } from "../networks.ts";

/** A network of the results table in another library: of a published one, that of its source. */
export interface Peer {
  /** of its recipe */
  name: string;
  library: PeerRow["library"];
  network: Network;
}

const { layers, encoder } = networks.dense;
const linearCode: Layer = { kind: "dense", units: 32, activation: "linear" };

/** The networks that `deno task peers` trains. */
export const peers: readonly Peer[] = [
  { name: "dense-32", library: "Keras", network: networks.dense },
  { name: "plain-32", library: "Keras", network: networks.plain },
  { name: "strided-64", library: "PyTorch", network: networks.conv64 },
  { name: "emnist-3rd", library: "Keras", network: networks.emnist1 },
  {
    name: "dense-linear-32",
    library: "PyTorch",
    network: { ...networks.dense, layers: layers.with(encoder - 1, linearCode) },
  },
];
