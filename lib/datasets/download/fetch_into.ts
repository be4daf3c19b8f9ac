import { basename } from "@std/path";
import { requestReason, Timeout, writeAll } from "../../files/mod.ts";
import { isGzip } from "../formats/gzip.ts";
import { ConnectionError, ResponseError } from "./download_error.ts";
import { fetchAsSent } from "./fetch_as_sent.ts";
import { meter, type OnProgress } from "./progress.ts";

/** The slowest download, in bytes per second: 60,000 images of 28×28 pixels take an hour and a half. */
const MINIMUM_RATE = 2_000;

/** Options of {@linkcode fetchInto}. */
export interface FetchOptions {
  onProgress?: OnProgress;
  /** timeout for a server's answer, in milliseconds; default 12,000 */
  connectMs?: number;
  /** timeout for the next bytes, in milliseconds; default 15,000 */
  stallMs?: number;
  /** the largest file that is accepted; default 2 GB */
  maximumBytes?: number;
}

/** How a download went. */
export interface Fetched {
  /** whether it continued a part that was there before */
  resumed: boolean;
}

/**
 * Downloads `url` into `file`: resumes at the end of the file if the server supports it, else
 * restarts.
 *
 * @throws {ResponseError} the server's response is not the file, is larger than `maximumBytes`, or comes
 * at less than 2 kB/s
 * @throws {ConnectionError} no answer within `connectMs`, or no bytes for `stallMs`, or the
 * connection broke; the file keeps the bytes received
 */
export async function fetchInto(
  url: string,
  file: Deno.FsFile,
  { onProgress, connectMs = 12_000, stallMs = 15_000, maximumBytes = 2e9 }: FetchOptions,
): Promise<Fetched> {
  const timeout = new Timeout();
  let answered = false;
  /** What is done with the bytes: its errors are not the connection's. */
  const use = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new UseError(error);
    }
  };
  try {
    const { size } = await use(() => file.stat());
    // a server that compresses the .gz again would send wrong lengths and ranges
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (size > 0) headers.range = `bytes=${size}-`;
    timeout.restart(`no answer in ${connectMs / 1000} s`, connectMs);
    let response = await fetch(url, { signal: timeout.signal, headers });
    answered = true;
    timeout.restart(`no data for ${stallMs / 1000} s`, stallMs);
    const start = await startOf(response, size);
    let reader = response.body!.getReader(), chunk = await reader.read();
    if (start === 0 && basename(new URL(url).pathname).endsWith(".gz") && !isPacked(chunk.value)) {
      // fetch() has unpacked what the server sent as "Content-Encoding: gzip"
      await reader.cancel();
      response = await fetchAsSent(response.url, timeout.signal);
      reader = response.body!.getReader(), chunk = await reader.read();
    }
    if (start === 0) await use(() => file.truncate(0));
    await use(() => file.seek(start, Deno.SeekMode.Start));

    const length = response.headers.get("content-length");
    const total = length === null ? undefined : start + Number(length);
    const report = meter(basename(new URL(url).pathname), start, total, onProgress);
    const began = performance.now();
    let bytes = start;
    const requireSmall = async (size: number) => {
      if (size <= maximumBytes) return;
      await use(() => file.truncate(0));
      throw new ResponseError(200, `the file is larger than the expected ${maximumBytes} bytes`);
    };
    await requireSmall(total ?? 0);
    for (; !chunk.done; chunk = await reader.read()) {
      await requireSmall(bytes + chunk.value.length);
      const part = chunk.value;
      await use(() => writeAll(file, part));
      await use(() => report(bytes += part.length));
      const seconds = (performance.now() - began) / 1000;
      const slow = seconds * 1000 > stallMs && bytes - start < seconds * MINIMUM_RATE;
      if (slow && bytes !== total) {
        throw new ResponseError(200, `only ${bytes - start} bytes in ${seconds.toFixed(1)} s`);
      }
      timeout.restart(`no data for ${stallMs / 1000} s`, stallMs);
    }
    if (total !== undefined && bytes !== total) {
      throw new Error(`received ${bytes} of ${total} bytes`);
    }
    await use(() => report(bytes, true));
    return { resumed: start > 0 };
  } catch (error) {
    if (error instanceof UseError) throw error.cause;
    if (error instanceof ResponseError) throw error;
    const reason = requestReason(timeout.signal.reason ?? error, url);
    throw new ConnectionError(reason, answered, { cause: error });
  } finally {
    timeout.end();
  }
}

/** Carries an error of the file, or of `onProgress`, past those of the connection. */
class UseError extends Error {
  constructor(override readonly cause: unknown) {
    super();
  }
}

/** Whether a body that begins with this chunk is gzip; a chunk of a single byte may be. */
function isPacked(chunk: Uint8Array | undefined): boolean {
  return !chunk?.length || isGzip(chunk) || chunk.length === 1 && chunk[0] === 0x1f;
}

/** The offset of the response body in the file. */
async function startOf(response: Response, size: number): Promise<number> {
  if (response.status === 200) return 0;
  const range = response.headers.get("content-range");
  if (response.status === 206 && range?.startsWith(`bytes ${size}-`)) return size;
  await response.body?.cancel();
  if (response.status === 206) {
    throw new ResponseError(416, `the server answered with range ${range?.slice(0, 50)}`);
  }
  throw new ResponseError(response.status);
}
