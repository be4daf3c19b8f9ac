/**
 * `deno task decompress FILE OUTPUT [--model FILE] [--salvage] [--limit BYTES]`: writes the images of a
 * compressed file to an IDX file, or to a folder of PNG pictures if OUTPUT ends with "/".
 *
 * - `--model`: the trained model, if it is neither in the file nor one of the project's
 * - `--salvage`: of a cut or altered file, writes the images that are whole and names the others
 * - `--limit`: bytes of pixels that the file may unpack to; default 2³⁰
 *
 * @module
 */
import { useBackend } from "@autoencoders";
import { type FileReader, openCompressed } from "@autoencoders/codec";
import { join } from "@std/path";
import { idxHeader } from "../../lib/datasets/mod.ts";
import { ignoreNotFound, replaceWith, writeAll } from "../../lib/files/mod.ts";
import { TerminalLine, textBar } from "../../lib/progress/mod.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, TaskError, typedPath } from "../project.ts";
import { modelsFor } from "./models.ts";
import { requireOtherFile } from "./require_other_file.ts";
import { writePicture } from "./picture.ts";

const usage =
  "usage: deno task decompress FILE OUTPUT [--model FILE] [--salvage] [--limit BYTES]\n" +
  'OUTPUT: an IDX file or, if it ends with "/", a new folder of PNG pictures';

/**
 * The text that the task prints for these arguments.
 *
 * @throws {TaskError} an argument or a file is wrong; the message names it
 */
export async function decompressFile(args: string[]): Promise<string> {
  const { file, output, pictures, salvage, limit, model } = withUsage(
    usage,
    () => readOptions(args),
  );
  await requireOtherFile(file, output);
  const models = model === undefined
    ? await orTaskError(openCompressed(file, ({ header }) => modelsFor(header), { limit }), file)
    : [await orTaskError(Deno.readFile(model))];
  const damages: string[] = [];
  const report = salvage ? (damage: string) => void damages.push(damage) : undefined;
  const write = pictures ? writePictures : writeIdxFile;
  const work = openCompressed(file, async (reader) => {
    if (!reader.header.kind.lossless) await useBackend(); // its network is slow without
    const count = await write(output, reader, report);
    const { height, width } = reader.header;
    return `${output}: ${count} images of ${height}×${width}`;
  }, { limit, models });
  const text = await orTaskError(work, file).catch((error) => {
    if (error instanceof TaskError) {
      error.message = error.message.replace("(salvage gives them back)", "(--salvage writes them)");
    }
    throw error;
  });
  return [text, ...damages.map((damage) => `${file}: ${damage}`)].join("\n");
}

type Salvage = ((damage: string) => void) | undefined;

async function writeIdxFile(path: string, reader: FileReader, salvage: Salvage): Promise<number> {
  const { height, width } = reader.header;
  let count = 0;
  await replaceWith(path, async (file) => {
    await writeAll(file, idxHeader(0x08, [0, height, width]));
    for await (const pixels of shown(reader, salvage)) {
      await writeAll(file, pixels);
      count += pixels.length / (height * width);
    }
    await file.seek(0, Deno.SeekMode.Start);
    await writeAll(file, idxHeader(0x08, [count, height, width]));
  });
  return count;
}

async function writePictures(path: string, reader: FileReader, salvage: Salvage): Promise<number> {
  const { height, width, maximum } = reader.header;
  await Deno.mkdir(path, { recursive: true });
  for await (const _ of Deno.readDir(path)) throw new TaskError(`${path} is not empty`);
  const digits = String(reader.count - 1).length, size = height * width;
  const written: string[] = [];
  try {
    for await (const pixels of shown(reader, salvage)) {
      for (let at = 0; at < pixels.length; at += size) {
        const image = pixels.subarray(at, at + size).map((value) => value * 255 / maximum);
        const file = join(path, `${String(written.length).padStart(digits, "0")}.png`);
        written.push(file);
        await writePicture(file, image, { height, width });
      }
    }
  } catch (error) {
    // an empty folder, so that the same command with --salvage can follow
    for (const file of written) await ignoreNotFound(Deno.remove(file));
    throw error;
  }
  return written.length;
}

/** The groups of a file, with progress. */
async function* shown(reader: FileReader, salvage: Salvage): AsyncGenerator<Uint8Array> {
  const line = new TerminalLine(), { height, width } = reader.header;
  let done = 0;
  for (const pixels of reader.whole(salvage)) {
    yield pixels;
    done += pixels.length / (height * width);
    line.update(`${textBar(done / reader.count)} ${done} of ${reader.count} images`);
    await Promise.resolve();
  }
  line.update("");
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      model: { type: "string" },
      salvage: { type: "boolean", default: false },
      limit: { type: "string" },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 2) {
      throw new RangeError(`expected FILE and OUTPUT, got ${positionals.length} arguments`);
    }
    const [file, output] = positionals, { model, salvage, limit } = values;
    return {
      file: typedPath("FILE", file),
      output: typedPath("OUTPUT", output),
      pictures: /[/\\]$/.test(output),
      salvage,
      model: model === undefined ? undefined : typedPath("--model", model),
      limit: limit === undefined ? undefined : integerOption("--limit", limit),
    };
  });
}

if (import.meta.main) await runTask(async () => console.log(await decompressFile(Deno.args)));
