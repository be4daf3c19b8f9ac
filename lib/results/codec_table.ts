import { join } from "@std/path";
import { ignoreNotFound } from "../files/mod.ts";
import { resultsFolder } from "./rows.ts";

/** A measured codec, or why it was not measured. */
export interface CodecRow {
  /**
   * "binary": thresholded digits of MNIST, lossless; "emnist": thresholded characters of EMNIST, lossless; "grey":
   * the digits in grey, lossless; "lossy": in grey, several rows a name
   */
  images: "binary" | "emnist" | "grey" | "lossy";
  name: string;
  /** of the whole set in one file, divided by n; its header included */
  bytes?: number;
  /** of a file with one image, the mean of the first 100, of lossy codecs 20 */
  single?: number;
  /** of the mean squared error over the set, and over the single files, in dB */
  psnr?: number;
  singlePsnr?: number;
  /** images of the set */
  n?: number;
  /** what is not in the bytes, or how they were measured */
  note?: string;
  /** why there are no numbers */
  absent?: string;
  /** processor and backend that measured it */
  hardware?: string;
}

/** The rows of results/codec.json, which `deno task codec:table` writes. */
export interface CodecTable {
  format: "autoencoders codec table";
  rows: CodecRow[];
}

/** The measured codecs; none if there is no file. */
export async function readCodecTable(): Promise<CodecRow[]> {
  const text = await ignoreNotFound(Deno.readTextFile(join(resultsFolder(), "codec.json")));
  return text === undefined ? [] : (JSON.parse(text) as CodecTable).rows;
}
