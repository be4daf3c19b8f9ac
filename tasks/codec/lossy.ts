/**
 * `deno task codec:lossy NAME [--components N] [--images N]`: fits the lossy codec to a network of
 * the results table, on its training images but the last 5,000, writes results/codec/NAME.safetensors and
 * prints bytes and error of 2,000 of the others.
 *
 * - `--pack`: fits nothing, but writes the network and its model to one file, the model of
 *   `deno task compress --kind lossy`
 *
 * @module
 */
import { loadDataset, loadPretrained, useBackend } from "@autoencoders";
import { fitLossyModel, LossyCodec, packLossyModel, saveLossyModel } from "@autoencoders/codec";
import { join } from "@std/path";
import { resultsFolder } from "@autoencoders/results";
import { writeAtomic } from "../../lib/files/mod.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, secondsSince, typedPath } from "../project.ts";

const usage = "usage: deno task codec:lossy NAME [--components N] [--images N] [--pack FILE]";

/** Fits, saves and measures as the arguments say. */
export async function fitLossy(args: string[]): Promise<void> {
  const { name, components, images, pack } = withUsage(usage, () => readOptions(args));
  const path = join(resultsFolder(), "codec", `${name}.safetensors`);
  if (pack !== undefined) {
    const network = join(resultsFolder(), "models", `${name}.safetensors`);
    const parts = [network, path].map((file) => orTaskError(Deno.readFile(file)));
    const [first, second] = await Promise.all(parts);
    const packed = packLossyModel(first, second);
    await orTaskError(writeAtomic(pack, packed));
    return console.log(`${pack}: ${packed.length} bytes`);
  }
  const startedAt = performance.now();
  await orTaskError(useBackend());
  const network = await orTaskError(loadPretrained(name));
  const { train } = await orTaskError(loadDataset("mnist", { substitute: false }));
  const fitted = train.slice(0, Math.min(images, train.count - 5000));
  const step = network.latent > 32 ? 0.3 : 0.7;
  const model = fitLossyModel(network, fitted, { components, step, iterations: 12 });
  await Deno.mkdir(join(resultsFolder(), "codec"), { recursive: true });
  await saveLossyModel(path, model);
  console.log(`${name}: ${(await Deno.stat(path)).size} bytes, ${secondsSince(startedAt)}`);
  const held = train.slice(train.count - 5000, train.count - 3000);
  for (const factor of [2, 1.4, 1, 0.7, 0.5]) {
    const codec = new LossyCodec(network, model, { step: factor * step });
    const stream = codec.encode(held.pixels), decoded = codec.decode(stream, held.count);
    let error = 0;
    for (let i = 0; i < decoded.length; i++) error += ((decoded[i] - held.pixels[i]) / 255) ** 2;
    const psnr = -10 * Math.log10(error / decoded.length);
    console.log(
      `step ${(factor * step).toFixed(2)}: ${(stream.length / held.count).toFixed(2)} bytes an ` +
        `image, ${psnr.toFixed(2)} dB, on 2,000 training images that were held out`,
    );
  }
}

/** The options of the command. */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      components: { type: "string", default: "24" },
      images: { type: "string", default: "55000" },
      pack: { type: "string" },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 1) {
      throw new RangeError(`expected the name of a network, got ${positionals.length} arguments`);
    }
    return {
      name: positionals[0],
      components: integerOption("--components", values.components),
      images: integerOption("--images", values.images),
      pack: values.pack === undefined ? undefined : typedPath("--pack", values.pack),
    };
  });
}

if (import.meta.main) await runTask(() => fitLossy(Deno.args));
