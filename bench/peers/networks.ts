import type { PeerRow } from "@autoencoders/results";
import { type Network, networks } from "../networks.ts";

/** A published network in the library of its source. */
export interface Peer {
  /** of its recipe */
  name: string;
  library: PeerRow["library"];
  network: Network;
}

/** The networks that `deno task peers` trains. */
export const peers: readonly Peer[] = [
  { name: "dense-32", library: "Keras", network: networks.dense },
  { name: "plain-32", library: "Keras", network: networks.plain },
  { name: "strided-64", library: "PyTorch", network: networks.conv64 },
  { name: "emnist-3rd", library: "Keras", network: networks.emnist1 },
];
