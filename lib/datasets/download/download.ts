import { basename, dirname } from "@std/path";
import { ignoreNotFound } from "../../files/mod.ts";
import {
  ConnectionError,
  DownloadError,
  type DownloadFailure,
  ResponseError,
} from "./download_error.ts";
import { fetchInto } from "./fetch_into.ts";
import type { OnProgress } from "./progress.ts";

/** Options of {@linkcode download}. */
export interface DownloadOptions {
  /** throws if the bytes of the file are not the expected ones */
  verify?: (bytes: Uint8Array) => void;
  onProgress?: OnProgress;
  /** timeout for a server's answer, in milliseconds */
  connectMs?: number;
  /** timeout for the next bytes, in milliseconds */
  stallMs?: number;
}

/**
 * Downloads a file from the first of `urls` that has it.
 *
 * The data goes to `path` + ".part", which a later attempt resumes; the file is renamed only when
 * it is complete and verified. A lock keeps two processes from downloading the same file.
 *
 * @returns the URL it came from, or undefined if another process has downloaded it in the meantime
 * @throws {DownloadError} no URL has the file; the message gives the reason for each
 */
export async function download(
  urls: string[],
  path: string,
  options: DownloadOptions = {},
): Promise<string | undefined> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = await openLocked(part, path);
  if (!file) return undefined;
  const failures: DownloadFailure[] = [];
  try {
    for (const url of urls) {
      const failure = await tryUrl(url, file, options);
      if (!failure) {
        await Deno.rename(part, path);
        return url;
      }
      failures.push(failure);
    }
    if ((await file.stat()).size === 0) await Deno.remove(part);
  } finally {
    file.close();
  }
  throw new DownloadError(basename(path), failures);
}

/** Downloads until the file is complete and verified; returns the reason if that fails. */
async function tryUrl(
  url: string,
  file: Deno.FsFile,
  options: DownloadOptions,
): Promise<DownloadFailure | undefined> {
  for (;;) {
    const { size: before } = await file.stat();
    try {
      const { resumed } = await fetchInto(url, file, options);
      try {
        options.verify?.(await contents(file));
        return undefined;
      } catch (error) {
        await file.truncate(0);
        // the resumed part may have come from another mirror: retry once from the start
        if (!resumed) return { url, reason: (error as Error).message, unreachable: false };
      }
    } catch (error) {
      const { size } = await file.stat();
      const grew = error instanceof ConnectionError && size > before;
      const restart = error instanceof ResponseError && error.status === 416 && before > 0;
      if (restart) await file.truncate(0);
      if (grew || restart) continue;
      if (error instanceof ResponseError || error instanceof ConnectionError) {
        return { url, reason: error.message, unreachable: error.unreachable };
      }
      throw error;
    }
  }
}

/** Reads through the locked handle: on Windows no other handle may read a locked file. */
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

/** Opens and locks the part; undefined if another process has completed the file meanwhile. */
async function openLocked(part: string, complete: string): Promise<Deno.FsFile | undefined> {
  while (!await exists(complete)) {
    const file = await Deno.open(part, { create: true, read: true, write: true });
    await file.lock(true);
    // the previous owner of the lock may have renamed or removed it while we waited
    if (!await exists(complete) && await exists(part)) return file;
    file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return await ignoreNotFound(Deno.stat(path)) !== undefined;
}
