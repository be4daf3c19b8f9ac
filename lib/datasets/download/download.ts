import { basename, dirname } from "@std/path";
import { fetchInto } from "./fetch_into.ts";
import { DownloadError, Interrupted, type Refusal, Refused } from "./download_error.ts";
import type { OnProgress } from "./progress.ts";

/** How {@linkcode download} goes about it. */
export interface DownloadOptions {
  /** throws when the whole file is not what it should be */
  check?: (bytes: Uint8Array) => void;
  onProgress?: OnProgress;
  /** how long a server may take to answer, and a download to stall */
  connectMs?: number;
  stallMs?: number;
}

/**
 * Fetches a file from the first of `urls` that has it.
 *
 * It grows as `path` + ".part", goes on where an earlier attempt was cut, and gets its name only when
 * it is whole and passes the check. Two processes that want the same file take turns.
 *
 * @returns the address that it came from, or undefined where another process was quicker
 * @throws {DownloadError} no address could give it; it says why, for each
 */
export async function download(
  urls: string[],
  path: string,
  options: DownloadOptions = {},
): Promise<string | undefined> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = await openAlone(part, path);
  if (!file) return undefined;
  const refusals: Refusal[] = [];
  try {
    for (const url of urls) {
      const refusal = await fetchWhole(url, file, options);
      if (!refusal) {
        await Deno.rename(part, path);
        return url;
      }
      refusals.push(refusal);
    }
    if ((await file.stat()).size === 0) await Deno.remove(part);
  } finally {
    file.close();
  }
  throw new DownloadError(basename(path), refusals);
}

/** Fetches until the file is whole and right; says why where that cannot be. */
async function fetchWhole(
  url: string,
  file: Deno.FsFile,
  options: DownloadOptions,
): Promise<Refusal | undefined> {
  for (;;) {
    const { size: before } = await file.stat();
    try {
      const { resumed } = await fetchInto(url, file, options);
      try {
        options.check?.(await contents(file));
        return undefined;
      } catch (error) {
        await file.truncate(0);
        // What was there before may have been another mirror's: once more, from the start.
        if (!resumed) return { url, reason: (error as Error).message, unreachable: false };
      }
    } catch (error) {
      const { size } = await file.stat();
      const grew = error instanceof Interrupted && size > before;
      const restart = error instanceof Refused && error.status === 416 && before > 0;
      if (restart) await file.truncate(0);
      if (grew || restart) continue;
      if (error instanceof Refused || error instanceof Interrupted) {
        return { url, reason: error.message, unreachable: error.unreachable };
      }
      throw error;
    }
  }
}

/** Read through the handle that holds the lock: where locks bind, as on Windows, no other may. */
async function contents(file: Deno.FsFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array((await file.stat()).size);
  await file.seek(0, Deno.SeekMode.Start);
  for (let at = 0; at < bytes.length;) {
    const count = await file.read(bytes.subarray(at));
    if (count === null) return bytes.slice(0, at);
    at += count;
  }
  return bytes;
}

/** Opens the part when no other download holds it; undefined where that one made the whole file. */
async function openAlone(part: string, whole: string): Promise<Deno.FsFile | undefined> {
  while (!await exists(whole)) {
    const file = await Deno.open(part, { create: true, read: true, write: true });
    await file.lock(true);
    // The one that held it may have renamed it, or removed it, while we waited.
    if (!await exists(whole) && await exists(part)) return file;
    file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
