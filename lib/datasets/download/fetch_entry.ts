import { join } from "@std/path";
import { download } from "./download.ts";
import { DownloadError } from "./download_error.ts";
import type { Located, Part } from "../locate.ts";
import { consoleProgress, type OnProgress } from "./progress.ts";
import { checkFile } from "../read.ts";
import type { DatasetEntry } from "../registry/registry.ts";

/** Mirrors that did not answer in this process: they are not waited for again. */
const silent = new Map<string, DownloadError>();

/**
 * Downloads a data set's missing files into `folder`.
 *
 * The environment variable `AUTOENCODERS_MIRROR` names one address to use instead of the registry's:
 * that of a folder laid out like the data folder (`mnist/train-images-idx3-ubyte.gz`, …).
 *
 * @param options.offline true never tries, false tries even where nothing answered before
 *
 * @throws {DownloadError} a file could not be had from any mirror, or the network is not to be used
 */
export async function fetchEntry(
  entry: DatasetEntry,
  missing: Part[],
  folder: string,
  { onProgress = consoleProgress(), offline }: { onProgress?: OnProgress; offline?: boolean },
): Promise<Located["paths"]> {
  const own = Deno.env.get("AUTOENCODERS_MIRROR");
  const mirrors = own ? [`${own.replace(/\/*$/, "")}/${entry.folders[0]}/`] : entry.mirrors;
  const network = mirrors.join(" ");
  const forbidden = offline ?? !["", "0"].includes(Deno.env.get("AUTOENCODERS_OFFLINE") ?? "");
  if (forbidden) throw new DownloadError(entry.title, [], "working offline, as told");
  const before = silent.get(network);
  if (before && offline === undefined) throw before;

  const paths: Located["paths"] = {};
  try {
    for (const part of missing) {
      const file = entry.files[part];
      const path = join(folder, entry.folders[0], `${file.name}.gz`);
      const urls = mirrors.map((mirror) => `${mirror}${file.name}.gz`);
      await download(urls, path, { check: (bytes) => checkFile(file, bytes), onProgress });
      paths[part] = path;
    }
    silent.delete(network);
  } catch (error) {
    if (error instanceof DownloadError && error.unreachable) silent.set(network, error);
    throw error;
  }
  return paths;
}
