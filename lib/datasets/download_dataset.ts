import { join } from "@std/path";
import { requireWebUrl } from "../files/mod.ts";
import { isSwitchedOn } from "../require.ts";
import { download, type DownloadOptions } from "./download/download.ts";
import { DownloadError } from "./download/download_error.ts";
import { consoleProgress, type OnProgress } from "./download/progress.ts";
import type { Located } from "./locate.ts";
import { checkFile } from "./read.ts";
import { type DatasetEntry, type Part, shapeOf } from "./registry/entry.ts";

/**
 * Downloads the missing files of a data set into `folder`.
 *
 * The environment variable `AUTOENCODERS_MIRROR` replaces the registered mirrors with the URL of a
 * folder that is laid out like the data folder (`mnist/train-images-idx3-ubyte.gz`, …). It may have a
 * user and password or a query, such as a token; no message shows them.
 *
 * @param options.offline true never downloads; default whether `AUTOENCODERS_OFFLINE` is 1
 * @throws {RangeError} `AUTOENCODERS_MIRROR` is not such a URL, or `AUTOENCODERS_OFFLINE` is neither 0 nor 1
 * @throws {DownloadError} no mirror has a file, it cannot be stored, or downloads are disabled
 */
export async function downloadFiles(
  entry: DatasetEntry,
  missing: Part[],
  folder: string,
  options: { onProgress?: OnProgress; offline?: boolean },
): Promise<Located["paths"]> {
  const files = missing.map((part) => {
    const name = `${entry.files[part].name}.gz`;
    return {
      name,
      verify: (bytes: Uint8Array) => void checkFile(entry, part, name, bytes),
      maximumBytes: packedLimit(shapeOf(entry, part)),
    };
  });
  const paths = await downloadAll(entry, entry.folders[0], files, folder, options);
  return Object.fromEntries(missing.map((part, i) => [part, paths[i]]));
}

/** A file of a data set as it is published. */
interface PublishedFile extends Pick<DownloadOptions, "maximumBytes"> {
  name: string;
  /** throws if the bytes are not those of the file */
  verify: (bytes: Uint8Array) => void;
}

/**
 * Downloads files to `within` in the data folder `folder`, as {@linkcode downloadFiles} describes.
 *
 * @returns their paths
 */
export async function downloadAll(
  { title, mirrors: registered }: Pick<DatasetEntry, "title" | "mirrors">,
  within: string,
  files: readonly PublishedFile[],
  folder: string,
  { onProgress = consoleProgress(), offline }: { onProgress?: OnProgress; offline?: boolean },
): Promise<string[]> {
  const mirror = Deno.env.get("AUTOENCODERS_MIRROR");
  if (mirror) {
    const advice = /^file:/i.test(mirror) ? "; AUTOENCODERS_DATA names a folder to read from" : "";
    requireWebUrl("AUTOENCODERS_MIRROR", mirror, advice);
  }
  const mirrors = mirror ? [urlBelow(mirror, within)] : registered;
  const disabled = offline ?? isSwitchedOn("AUTOENCODERS_OFFLINE");
  if (disabled) throw new DownloadError(title, [], "downloads are disabled (offline)");
  const paths: string[] = [];
  for (const { name, verify, maximumBytes } of files) {
    const path = join(folder, within, name);
    const urls = mirrors.map((url) => urlBelow(url, name));
    await download(urls, path, { verify, onProgress, maximumBytes });
    paths.push(path);
  }
  return paths;
}

/** The URL of what is at `path` in the folder `url`, with the query of `url`. */
function urlBelow(url: string, path: string): string {
  const below = new URL(url);
  below.pathname = `${below.pathname.replace(/\/*$/, "")}/${path}`;
  return below.href;
}

/** The bytes that a `.gz` of an IDX file of this shape cannot exceed: Deflate adds less than 0.1 %. */
function packedLimit(shape: number[] | undefined): number | undefined {
  if (!shape) return undefined;
  const unpacked = shape.reduce((product, size) => product * size, 1) + 4 + 4 * shape.length;
  return Math.ceil(1.001 * unpacked) + 1_000;
}
