import { type ImageSet, loadAutoencoder, type VariationalAutoencoder } from "@autoencoders";
import {
  BitsBackCodec,
  compressImages,
  type CompressOptions,
  contextCodec,
  decompressImages,
  type GroupCodec,
  shippedGreyModel,
  shippedModel,
  type shippedModels,
} from "@autoencoders/codec";
import { type CodecRow, resultsFolder } from "@autoencoders/results";
import { join } from "@std/path";

/** The remark of streams that are in no file: our container takes some 60 to 90 bytes more. */
const BARE = "no file header";

type Codecs = Record<string, (set: ImageSet) => Promise<Partial<CodecRow>>>;

const adaptive = (set: ImageSet) => file(set, { kind: "adaptive" });

/** Our codecs of the digits, thresholded, by name: each gives its bytes after it has decoded them again. */
export const binaryCodecs: Codecs = {
  "counts of 16 neighbours": (set) =>
    Promise.resolve({ ...stream(set, () => contextCodec(set.height, set.width, 16)), note: BARE }),
  "counts of 22 neighbours": (set) =>
    Promise.resolve({ ...stream(set, () => contextCodec(set.height, set.width, 22)), note: BARE }),
  "adaptive (no model)": adaptive,
  "learned, model inside": (set) => modelInside(set, "mnist-7k"),
  "learned, model apart": (set) => modelApart(set, "mnist-7k"),
  "learned, larger model apart": (set) => modelApart(set, "mnist-31k"),
  "bits back, convolutional network": async (set) => {
    const path = join(resultsFolder(), "codec", "vae-conv-thresholded.safetensors");
    const network = await loadAutoencoder(path) as VariationalAutoencoder;
    const { size } = await Deno.stat(path);
    return {
      ...stream(set, () => new BitsBackCodec(network)),
      note: `network of ${size} bytes apart; initial bits included; ${BARE}; decodes on the same ` +
        "machine",
    };
  },
};

/** Of the characters of EMNIST. */
export const emnistCodecs: Codecs = {
  "counts of 22 neighbours": binaryCodecs["counts of 22 neighbours"],
  "adaptive (no model)": adaptive,
  "learned, model inside": (set) => modelInside(set, "emnist-7k"),
  "learned, model apart": (set) => modelApart(set, "emnist-7k"),
};

/** Of the digits in grey. */
export const greyCodecs: Codecs = {
  "adaptive (no model)": adaptive,
  "primed, model apart": async (set) => {
    const model = shippedGreyModel();
    return {
      ...await file(set, { kind: "primed", model, modelInside: false }),
      note: `mnist-grey, ${model.length} bytes`,
    };
  },
};

function modelInside(
  set: ImageSet,
  name: typeof shippedModels[number],
): Promise<Partial<CodecRow>> {
  return file(set, { kind: "learned", model: shippedModel(name).bytes, modelInside: true });
}

async function modelApart(
  set: ImageSet,
  name: typeof shippedModels[number],
): Promise<Partial<CodecRow>> {
  const { bytes: model } = shippedModel(name), note = `${name}, ${model.length} bytes`;
  return { ...await file(set, { kind: "learned", model, modelInside: false }), note };
}

const SINGLES = 100;

/** Files in the container, decoded again. */
async function file(set: ImageSet, options: CompressOptions): Promise<Partial<CodecRow>> {
  const size = async (images: ImageSet) => {
    const bytes = await compressImages(images, options);
    const { pixels } = decompressImages(bytes, { models: options.model ? [options.model] : [] });
    requireEqual(pixels, images.pixels);
    return bytes.length;
  };
  let single = 0;
  const few = Math.min(SINGLES, set.count);
  for (let i = 0; i < few; i++) single += await size(set.slice(i, i + 1)) / few;
  return { bytes: await size(set) / set.count, single };
}

/** Streams without a container, decoded again. */
function stream(set: ImageSet, open: () => GroupCodec): Partial<CodecRow> {
  const size = (images: ImageSet) => {
    const bytes = open().encode(images.pixels);
    requireEqual(open().decode(bytes, images.count), images.pixels);
    return bytes.length;
  };
  const few = Math.min(SINGLES, set.count);
  let single = 0;
  for (let i = 0; i < few; i++) single += size(set.slice(i, i + 1)) / few;
  return { bytes: size(set) / set.count, single };
}

function requireEqual(decoded: Uint8Array, pixels: Uint8Array): void {
  if (decoded.length !== pixels.length || decoded.some((value, i) => value !== pixels[i])) {
    throw new Error("a codec gave other images back");
  }
}
