/**
 * `deno task codec:info FILE`: what a compressed file says of itself, as JSON; its images are not decoded.
 *
 * @module
 */
import { openCompressed } from "@autoencoders/codec";
import { readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, typedPath } from "../project.ts";

const usage = "usage: deno task codec:info FILE";

/**
 * The text that the task prints for these arguments.
 *
 * @throws {TaskError} the file is missing or of another format; the message names it
 */
export async function describeFile(args: string[]): Promise<string> {
  const file = withUsage(usage, () => {
    return readArguments({ args, allowPositionals: true }, ({ positionals }) => {
      if (positionals.length === 1) return typedPath("FILE", positionals[0]);
      throw new RangeError(`expected FILE, got ${positionals.length} arguments`);
    });
  });
  const limit = Number.MAX_SAFE_INTEGER;
  const info = await orTaskError(openCompressed(file, (reader) => reader.info(), { limit }), file);
  // of a cut file, the bytes are not those of all its images
  const perImage = info.problem ? {} : { bytesPerImage: info.bytes / info.count };
  return JSON.stringify({ ...info, ...perImage }, null, 2);
}

if (import.meta.main) await runTask(async () => console.log(await describeFile(Deno.args)));
