import { basename, dirname } from "@std/path";
import { fileError, ignoreNotFound, shownUrl, withoutSecrets } from "../../files/mod.ts";
import {
  ConnectionError,
  DownloadError,
  type DownloadFailure,
  ResponseError,
} from "./download_error.ts";
import { fetchInto, type FetchOptions } from "./fetch_into.ts";

/** Requests to one URL before it is given up, of which none brings {@linkcode MUCH} more bytes. */
const MOST_TRIES = 8;
const MUCH = 2 ** 20;

/** The longest pause between two requests, in milliseconds. */
const LONGEST_PAUSE_MS = 4_000;

/** Options of {@linkcode download}. */
export interface DownloadOptions extends FetchOptions {
  /** throws if the bytes of the file are not the expected ones */
  verify?: (bytes: Uint8Array) => void;
  /** the pause before the second request to a URL, which doubles from one to the next; default 250 */
  pauseMs?: number;
}

/**
 * Downloads a file from the first of `urls` that has it.
 *
 * The data goes to `path` + ".part", which a later attempt resumes; the file is renamed only when
 * it is complete and verified. A lock keeps two processes from downloading the same file. The number
 * of requests, the size of the file and the time for a byte are bounded, whatever a server does.
 *
 * @returns the URL it came from, or undefined if another process has downloaded it in the meantime
 * @throws {DownloadError} no URL has the file, or it cannot be stored; the message gives the reasons,
 * without what is secret in a URL
 */
export async function download(
  urls: string[],
  path: string,
  options: DownloadOptions = {},
): Promise<string | undefined> {
  const part = `${path}.part`, failures: DownloadFailure[] = [];
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    using file = await openLocked(part, path);
    if (!file) return undefined;
    for (const url of urls) {
      const failure = await tryUrl(url, file, options);
      if (!failure) {
        await Deno.rename(part, path);
        return url;
      }
      failures.push(failure);
    }
    if ((await file.stat()).size === 0) await Deno.remove(part);
  } catch (error) {
    const report = fileError(error, "write", path, "nothing was stored");
    if (report === error) throw error;
    await Deno.remove(part).catch(() => {}); // what is left of it could fill the disk
    throw new DownloadError(basename(path), failures, (report as Error).message);
  }
  throw new DownloadError(basename(path), failures);
}

/** Downloads until the file is complete and verified; returns the reason if that fails. */
async function tryUrl(
  url: string,
  file: Deno.FsFile,
  options: DownloadOptions,
): Promise<DownloadFailure | undefined> {
  let reason = "", restarted = false;
  for (let tries = 1, pause = options.pauseMs ?? 250; tries <= MOST_TRIES; tries++) {
    if (tries > 1) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
    const { size: before } = await file.stat();
    // what was there before may be of another file, or of another mirror: once, it is discarded
    const restart = async () => {
      if (restarted) return false;
      await file.truncate(0);
      return restarted = true;
    };
    try {
      const { resumed } = await fetchInto(url, file, options);
      const problem = await problemOf(file, options);
      if (problem === undefined) return undefined;
      reason = problem;
      await file.truncate(0);
      if (resumed && await restart()) continue;
    } catch (error) {
      if (!(error instanceof ResponseError || error instanceof ConnectionError)) throw error;
      reason = error.message;
      const { size } = await file.stat();
      if (error instanceof ConnectionError && size > before) {
        if (size - before >= MUCH) tries = 1;
        if (tries === MOST_TRIES) reason += `; gave up after ${tries} requests`;
        continue;
      }
      const useless = error instanceof ConnectionError ? error.answered : error.status === 416;
      if (useless && before > 0) {
        // it may have been complete: a process can end before it renames the file
        if (options.verify && await problemOf(file, options) === undefined) return undefined;
        if (await restart()) continue;
      }
    }
    break;
  }
  return { url: shownUrl(url), reason: withoutSecrets(reason, url) };
}

/** Why the bytes of the file are not the expected ones; undefined if they are. */
async function problemOf(file: Deno.FsFile, { verify }: DownloadOptions) {
  const bytes = await contents(file);
  try {
    verify?.(bytes);
  } catch (error) {
    return (error as Error).message;
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
