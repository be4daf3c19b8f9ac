import {
  type Codes,
  codesFrom,
  denseAutoencoder,
  type ImageSet,
  reconstructImages,
} from "@autoencoders";
import { basename, join } from "@std/path";

/** Numbers in a file, row by row, without a header. */
interface Rows {
  file: string;
  count: number;
  dimensions: number;
}

/** The inputs of the jobs, as both sides read them. */
export interface ToolsMaterial {
  /** float32 */
  codes: Rows;
  /** bytes: of PCA, and the two sides of SSIM */
  train: Rows;
  test: Rows;
  reconstructed: Rows;
  side: number;
  /** has MNIST's unpacked files in MNIST/raw, if they were given */
  folder: string;
  /** a saved network, and the file that the peer saves and opens */
  model: string;
  kerasModel: string;
  threads: number;
}

/**
 * Writes the inputs of the jobs.
 *
 * @param files MNIST's files, gzipped or not
 */
export async function writeMaterial(
  { codes, train, test, files = [], folder, threads }: {
    codes: Codes;
    train: ImageSet;
    test: ImageSet;
    files?: readonly string[];
    folder: string;
    threads: number;
  },
): Promise<ToolsMaterial> {
  const write = async (name: string, values: Uint8Array | Float32Array, dimensions: number) => {
    const file = join(folder, name);
    await Deno.writeFile(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return { file, count: values.length / dimensions, dimensions };
  };
  const model = denseAutoencoder({ widths: [512, 256, 128], latent: 32 }, 1);
  const path = join(folder, "model.safetensors");
  await model.save(path);
  const reconstructed = reconstructImages(model, test);
  model.dispose();
  const raw = join(folder, "MNIST", "raw");
  await Deno.mkdir(raw, { recursive: true });
  for (const file of files) await unpack(file, raw);
  return {
    codes: await write("codes", codes.values, codes.dimensions),
    train: await write("train", train.pixels, train.imageSize),
    test: await write("test", test.pixels, test.imageSize),
    reconstructed: await write("reconstructed", reconstructed.pixels, test.imageSize),
    ...{ side: test.height, folder, model: path, kerasModel: join(folder, "model.keras"), threads },
  };
}

async function unpack(file: string, folder: string): Promise<void> {
  const { readable } = await Deno.open(file), gzip = file.endsWith(".gz");
  const content = gzip ? readable.pipeThrough(new DecompressionStream("gzip")) : readable;
  const name = basename(file, ".gz");
  await Deno.writeFile(join(folder, name), content);
}

/** The codes of a file. */
export async function readCodes(
  { file, dimensions }: Pick<Rows, "file" | "dimensions">,
): Promise<Codes> {
  return codesFrom(new Float32Array((await Deno.readFile(file)).buffer), dimensions);
}
