import { join } from "@std/path";
import { gunzipSync } from "node:zlib";
import { ignoreNotFound, orFileError, sha256Hex } from "../files/mod.ts";
import { createDataset, type Dataset, type LoadOptions } from "./dataset.ts";
import { downloadAll } from "./download_dataset.ts";
import { DownloadError } from "./download/download_error.ts";
import { readCifar, tarFiles } from "./formats/cifar.ts";
import type { CifarEntry } from "./registry/cifar10.ts";

/**
 * Loads a data set in CIFAR's format from its archive or from the files unpacked, or downloads the archive.
 *
 * @param folders data folders, in the order in which they are searched
 * @param target the data folder that receives the download
 * @throws {SyntaxError} a file is damaged; the message names it
 * @throws {Deno.errors.NotFound} the data is not available; the message says what to download
 */
export async function loadCifar(
  entry: CifarEntry,
  folders: readonly string[],
  target: string,
  options: LoadOptions,
): Promise<Dataset> {
  const { archive, inside, folder } = entry;
  for (const root of folders) {
    for (const place of [join(root, folder), root]) {
      const unpacked = join(place, inside.folder);
      for (const path of [unpacked, place]) {
        const files = await readAll(path, [...inside.train, ...inside.test]);
        if (!files) continue;
        const dataset = datasetOf(entry, files, "folder", path, options);
        const notice = unverified(entry);
        (options.warn ?? console.warn)(notice);
        return Object.assign(dataset, { unverifiedNotice: notice });
      }
      const path = join(place, archive.name), bytes = await readIfThere(path);
      if (!bytes) continue;
      verify(entry, path, bytes);
      return datasetOf(entry, unpack(entry, path, bytes), "folder", place, options);
    }
  }
  try {
    const file = {
      name: archive.name,
      verify: (bytes: Uint8Array) => verify(entry, archive.name, bytes),
      maximumBytes: archive.bytes,
    };
    const [path] = await downloadAll(entry, folder, [file], target, options);
    const files = unpack(entry, path, await Deno.readFile(path));
    return datasetOf(entry, files, "download", join(target, folder), options);
  } catch (cause) {
    if (!(cause instanceof DownloadError)) throw cause;
    throw new Deno.errors.NotFound(
      `${entry.title}: ${cause.message}.\nTo use it, download ${entry.mirrors[0]}${archive.name} ` +
        `(${Math.round(archive.bytes / 1e6)} MB) and put it, unpacked or not, into the folder ` +
        `${folder} of a data folder, such as that given by AUTOENCODERS_DATA.\n` +
        `About the data: ${entry.source}`,
      { cause },
    );
  }
}

function unverified({ name, archive }: CifarEntry): string {
  return `"${name}" could not be verified: only the checksum of its published ${archive.name} is known, ` +
    "and these files are unpacked. Put the archive in their place to verify it.";
}

type Files = Map<string, Uint8Array>;

function datasetOf(
  entry: CifarEntry,
  files: Files,
  source: Dataset["source"],
  where: string,
  options: LoadOptions,
): Dataset {
  const { name, title, classNames, licence, inside, imagesPerFile } = entry;
  const part = (names: string[]) =>
    readCifar(
      new Map(names.map((name) => [join(where, name), files.get(name)!])),
      imagesPerFile,
      classNames.length,
    );
  const [train, test] = [part(inside.train), part(inside.test)];
  return createDataset({ name, title, train, test, classNames, source, where, licence }, options);
}

/** The files of these names in a folder; undefined if one is missing. */
async function readAll(folder: string, names: string[]): Promise<Files | undefined> {
  const files: Files = new Map();
  for (const name of names) {
    const bytes = await readIfThere(join(folder, name));
    if (!bytes) return undefined;
    files.set(name, bytes);
  }
  return files;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return await ignoreNotFound(orFileError(Deno.readFile(path), "read", path));
}

function verify({ name, archive }: CifarEntry, path: string, bytes: Uint8Array): void {
  const found = sha256Hex(bytes);
  if (found === archive.sha256) return;
  throw new SyntaxError(
    `${path} is damaged or not the file of ${name}: its ${bytes.length} bytes have the sha256 ` +
      `${found}, expected ${archive.sha256}`,
  );
}

function unpack({ inside, imagesPerFile }: CifarEntry, path: string, packed: Uint8Array): Files {
  const names = [...inside.train, ...inside.test];
  const most = (names.length + 1) * (imagesPerFile * 3073 + 10_240); // with headers and a page of text
  const found = tarFiles(gunzipSync(packed, { maxOutputLength: most }));
  const files = names.map((name) => [name, found.get(`${inside.folder}/${name}`)] as const);
  const missing = files.find(([, bytes]) => !bytes);
  if (missing) throw new SyntaxError(`${path} has no ${inside.folder}/${missing[0]}`);
  return new Map(files as [string, Uint8Array][]);
}
