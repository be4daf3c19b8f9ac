import {
  type Coder,
  fitPca,
  type ImageSet,
  loadPretrained,
  reconstructImages,
} from "@autoencoders";
import {
  fitLossyModel,
  loadLossyModel,
  LossyCodec,
  type LossyModel,
  packLossyModel,
} from "@autoencoders/codec";
import { type CodecRow, resultsFolder } from "@autoencoders/results";
import { join } from "@std/path";

/** The container around a stream: header, name of the model, index, checksums, for each group of 500. */
const FILE = 90, GROUP = 9, GROUP_IMAGES = 500;

const STEPS: Record<number, number[]> = {
  32: [1.2, 0.9, 0.75, 0.6, 0.45, 0.3, 0.15],
  64: [1, 0.7, 0.5, 0.4, 0.32, 0.26, 0.2, 0.12],
};

/** Our codecs of grey images, by name. */
export const lossyCodecs: Record<
  string,
  (test: ImageSet, train: ImageSet) => Promise<Partial<CodecRow>[]>
> = {
  "codec of ours-32": (test) => network("ours-32", test),
  "codec of ours-64": (test) => network("ours-64", test),
  "PCA-32, quantised": (test, train) => pca(32, test, train),
  "PCA-64, quantised": (test, train) => pca(64, test, train),
  "plain-32, floats stored": (test) => floats("plain-32", test),
  "ours-32, floats stored": (test) => floats("ours-32", test),
  "ours-64, floats stored": (test) => floats("ours-64", test),
};

async function network(name: string, test: ImageSet): Promise<Partial<CodecRow>[]> {
  const paths = ["models", "codec"].map((folder) =>
    join(resultsFolder(), folder, `${name}.safetensors`)
  );
  const [network, own] = await Promise.all(paths.map((path) => Deno.readFile(path)));
  const rows = curve(await loadPretrained(name), await loadLossyModel(paths[1]), test);
  const size = packLossyModel(network, own).length;
  return [
    ...rows,
    ...rows.map((row) => ({
      ...row,
      name: `codec of ${name}, model inside`,
      bytes: row.bytes! + size / test.count,
      single: row.single! + size,
    })),
  ];
}

function pca(components: number, test: ImageSet, train: ImageSet): Promise<Partial<CodecRow>[]> {
  const coder = fitPca(train, components);
  const model = fitLossyModel(coder, train.slice(0, Math.min(20_000, train.count)), {
    ...{ components: 24, iterations: 15, step: 0.5 },
  });
  return Promise.resolve(curve(coder, model, test));
}

function curve(coder: Coder, model: LossyModel, test: ImageSet): Partial<CodecRow>[] {
  const steps = STEPS[coder.latent], few = test.slice(0, Math.min(20, test.count));
  const all = new LossyCodec(coder, model, { step: 1 }).coordinates(test.pixels);
  return steps.map((step) => {
    const codec = new LossyCodec(coder, model, { step }), k = coder.latent;

    /** Bytes and squared error of images in files of `size` images each. */
    const measure = (images: ImageSet, size: number, group: number) => {
      let bytes = 0, error = 0;
      for (let start = 0; start < images.count; start += group) {
        const { pixels, count } = images.slice(start, Math.min(images.count, start + group));
        const stream = codec.encodeCoordinates(all.subarray(start * k, (start + count) * k));
        bytes += stream.length + GROUP + (start % size === 0 ? FILE : 0);
        error += squaredError(codec.decode(stream, count), pixels);
      }
      return { bytes: bytes / images.count, psnr: psnr(error / images.pixels.length) };
    };
    const single = measure(few, 1, 1);
    return {
      ...measure(test, test.count, GROUP_IMAGES),
      single: single.bytes,
      singlePsnr: single.psnr,
    };
  });
}

async function floats(name: string, test: ImageSet): Promise<Partial<CodecRow>[]> {
  const model = await loadPretrained(name);
  const error = squaredError(reconstructImages(model, test).pixels, test.pixels);
  return [{ bytes: 4 * model.latent, psnr: psnr(error / test.pixels.length) }];
}

const squaredError = (a: Uint8Array, b: Uint8Array) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] - b[i]) / 255) ** 2;
  return sum;
};
const psnr = (mse: number) => -10 * Math.log10(mse);
