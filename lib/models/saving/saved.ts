import { sha256Hex } from "../../files/mod.ts";
import type { Precision } from "./precision.ts";
import type { AutoencoderSpec } from "../spec/spec.ts";

/** What a model carries with it about how it came to be; saved and loaded with it. */
export interface ModelNotes {
  /** that drew its first weights */
  seed?: number;
  /** the images it was trained on */
  data?: { name: string; hash: string };
  /** measured figures, each with the name it goes by in tables */
  metrics?: Record<string, number>;
  /** how it was trained: epochs, batch size, whatever one wants to find again */
  training?: Record<string, unknown>;
}

/** The content of spec.json. */
export interface SavedModel {
  format: typeof format;
  version: typeof version;
  /** of the software that wrote it */
  versions: { tfjs: string; deno: string };
  spec: AutoencoderSpec;
  notes: ModelNotes;
  precision: Precision;
  /** SHA-256 of each file beside it */
  files: Record<string, string>;
  /** SHA-256 of all of the above as JSON without spaces */
  checksum: string;
}

export const format = "autoencoders model";
export const version = 1;
/** The files beside spec.json: each part in tfjs's own format. */
export const parts = ["encoder", "decoder"] as const;
export const partFiles = ["model.json", "weights.bin"] as const;
/** Every file of a saved model, spec.json last. */
export const savedFiles = [
  ...parts.flatMap((part) => partFiles.map((file) => `${part}/${file}`)),
  "spec.json",
];

/** The checksum of everything in `saved` but its checksum. */
export function checksumOf(saved: Omit<SavedModel, "checksum">): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify({ ...saved, checksum: undefined })));
}
