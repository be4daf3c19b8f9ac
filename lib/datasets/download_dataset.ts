import { join } from "@std/path";
import { isSwitchedOn } from "../require.ts";
import type { Located } from "./locate.ts";
import { verifyDownload } from "./read.ts";
import type { DatasetEntry, Part } from "./registry/entry.ts";
import { download } from "./download/download.ts";
import { DownloadError } from "./download/download_error.ts";
import { consoleProgress, type OnProgress } from "./download/progress.ts";

/** Mirrors that did not answer in this process: they are not tried again by default. */
const unreachable = new Map<string, DownloadError>();

/**
 * Downloads the missing files of a data set into `folder`.
 *
 * The environment variable `AUTOENCODERS_MIRROR` replaces the registered mirrors with the URL of a
 * folder that is laid out like the data folder (`mnist/train-images-idx3-ubyte.gz`, …).
 *
 * @param options.offline true never downloads; false retries mirrors that did not answer before
 * @throws {RangeError} `AUTOENCODERS_MIRROR` is not such a URL, or `AUTOENCODERS_OFFLINE` is neither 0 nor 1
 * @throws {DownloadError} no mirror has a file, or downloads are disabled
 */
export async function downloadFiles(
  entry: DatasetEntry,
  missing: Part[],
  folder: string,
  { onProgress = consoleProgress(), offline }: { onProgress?: OnProgress; offline?: boolean },
): Promise<Located["paths"]> {
  const mirror = Deno.env.get("AUTOENCODERS_MIRROR");
  if (mirror && !/^https?:\/\/[^/]/.test(mirror)) {
    throw new RangeError(`AUTOENCODERS_MIRROR must be an http or https URL, got "${mirror}"`);
  }
  const mirrors = mirror ? [`${mirror.replace(/\/*$/, "")}/${entry.folders[0]}/`] : entry.mirrors;
  const disabled = offline ?? isSwitchedOn("AUTOENCODERS_OFFLINE");
  if (disabled) throw new DownloadError(entry.title, [], "downloads are disabled (offline)");
  const key = mirrors.join(" ");
  const before = unreachable.get(key);
  if (before && offline === undefined) throw before;

  const paths: Located["paths"] = {};
  try {
    for (const part of missing) {
      const file = entry.files[part], rank = part.endsWith("Images") ? 3 : 1;
      const path = join(folder, entry.folders[0], `${file.name}.gz`);
      const urls = mirrors.map((mirror) => `${mirror}${file.name}.gz`);
      const verify = (bytes: Uint8Array) => verifyDownload(file, bytes, rank);
      await download(urls, path, { verify, onProgress });
      paths[part] = path;
    }
    unreachable.delete(key);
  } catch (error) {
    if (error instanceof DownloadError && error.unreachable) unreachable.set(key, error);
    throw error;
  }
  return paths;
}
