import { adaptiveCodec } from "../adaptive/adaptive.ts";
import { GREY_MAGIC, readGreyPrior, readGreySize } from "../adaptive/grey_prior.ts";
import type { GroupCodec } from "../group_codec.ts";
import { LearnedCodec } from "../learned/learned_codec.ts";
import { openModel } from "../learned/model.ts";
import { PIXEL_MAGIC } from "../learned/model_file.ts";
import { isModel } from "../model_magic.ts";
import { openLossyCodec } from "../lossy/lossy_kind.ts";

/** What a kind of codec is opened with: what the header of a file says. */
export interface KindInput {
  height: number;
  width: number;
  /** whether the pixels are 0 and 1, else 0–255 */
  binary: boolean;
  /** images of the file, 0 if the writer did not know */
  count: number;
  /** the bytes of the trained model; empty for kinds without one */
  model: Uint8Array;
  /** what else the kind stores in the header, such as a quality */
  settings: Uint8Array;
}

/** A kind of codec that a file can be written with. */
export interface Kind {
  /** in the file */
  number: number;
  name: KindName;
  /** whether the pixels come back as they were */
  lossless: boolean;
  /** whether it needs a trained model */
  needsModel: boolean;
  /** @throws {RangeError | SyntaxError} it cannot code such images, or the model is damaged */
  open(input: KindInput): GroupCodec;
}

export type KindName = "adaptive" | "learned" | "lossy" | "primed";

/** The kinds, each once: a number is never used for another one. */
export const kinds: readonly Kind[] = [
  { number: 1, name: "adaptive", lossless: true, needsModel: false, open: adaptiveCodec },
  { number: 2, name: "learned", lossless: true, needsModel: true, open: learnedCodec },
  { number: 3, name: "lossy", lossless: false, needsModel: true, open: lossyCodec },
  { number: 4, name: "primed", lossless: true, needsModel: true, open: primedCodec },
];

function primedCodec({ height, width, binary, count, model }: KindInput): GroupCodec {
  if (binary) {
    throw new RangeError("the primed codec is for grey images, got binary ones: use another model");
  }
  requireSize(readGreySize(model), { height, width }); // before the weights are decoded
  return adaptiveCodec({ height, width, binary, count, prior: readGreyPrior(model) });
}

function lossyCodec(input: KindInput): GroupCodec {
  if (input.binary) {
    throw new RangeError("the lossy codec is for grey images, got binary ones");
  }
  return openLossyCodec(input);
}

function learnedCodec({ height, width, binary, model }: KindInput): LearnedCodec {
  if (!binary) {
    throw new RangeError(
      "the learned codec is for binary images, got grey ones: binarize() them (--threshold N)",
    );
  }
  const { network } = openModel(model);
  requireSize(network, { height, width });
  return new LearnedCodec({ network });
}

type Size = Pick<KindInput, "height" | "width">;

function requireSize(model: Size, { height, width }: Size): void {
  if (model.height === height && model.width === width) return;
  throw new RangeError(
    `the model is for images of ${model.height}×${model.width}, got ${height}×${width}`,
  );
}

/** The kind that a trained model belongs to, by how its file begins; what begins otherwise may be "lossy". */
export function kindOfModel(model: Uint8Array): KindName {
  return isModel(model, GREY_MAGIC) ? "primed" : isModel(model, PIXEL_MAGIC) ? "learned" : "lossy";
}

/** The names of the kinds that this version has. */
export const kindNames = (): KindName[] => kinds.map((kind) => kind.name);
