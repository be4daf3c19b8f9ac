import { basename } from "@std/path";
import { writeAll } from "../../files/mod.ts";
import { ConnectionError, ResponseError } from "./download_error.ts";
import { meter, type OnProgress } from "./progress.ts";

/**
 * Downloads `url` into `file`: resumes at the end of the file if the server supports it, else
 * restarts.
 *
 * @throws {ResponseError} the server's response is not the file
 * @throws {ConnectionError} no answer within `connectMs`, or no bytes for `stallMs`, or the
 * connection broke; the file keeps the bytes received
 */
export async function fetchInto(
  url: string,
  file: Deno.FsFile,
  { onProgress, connectMs = 3_000, stallMs = 15_000 }: {
    onProgress?: OnProgress;
    connectMs?: number;
    stallMs?: number;
  },
): Promise<{ resumed: boolean }> {
  const timeout = new Timeout();
  let answered = false;
  try {
    const { size } = await file.stat();
    // a server that compresses the .gz again would send wrong lengths and ranges
    const headers = new Headers({ "accept-encoding": "identity" });
    if (size > 0) headers.set("range", `bytes=${size}-`);
    timeout.restart(`no answer in ${connectMs / 1000} s`, connectMs);
    const response = await fetch(url, { signal: timeout.signal, headers });
    answered = true;
    const start = await startOf(response, size);
    if (start === 0) await file.truncate(0);
    await file.seek(start, Deno.SeekMode.Start);

    const length = response.headers.get("content-length");
    const total = length === null ? undefined : start + Number(length);
    const report = meter(basename(new URL(url).pathname), start, total, onProgress);
    let bytes = start;
    for (const reader = response.body!.getReader();;) {
      timeout.restart(`no data for ${stallMs / 1000} s`, stallMs);
      const { value, done } = await reader.read();
      if (done) break;
      await writeAll(file, value);
      report(bytes += value.length);
    }
    if (total !== undefined && bytes !== total) {
      throw new Error(`received ${bytes} of ${total} bytes`);
    }
    report(bytes, true);
    return { resumed: start > 0 };
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    const reason = (error as Error).message.replace(/^error sending request for url \(.*?\): /, "");
    throw new ConnectionError(reason, !answered, { cause: error });
  } finally {
    timeout.end();
  }
}

/** The offset of the response body in the file. */
async function startOf(response: Response, size: number): Promise<number> {
  if (response.status === 200) return 0;
  const range = response.headers.get("content-range");
  if (response.status === 206 && range?.startsWith(`bytes ${size}-`)) return size;
  await response.body?.cancel();
  if (response.status === 206) {
    throw new ResponseError(416, `the server answered with range ${range}`);
  }
  throw new ResponseError(response.status);
}

/** Aborts with a reason unless it is restarted or ended in time. */
class Timeout {
  #controller = new AbortController();
  #timer?: ReturnType<typeof setTimeout>;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(reason: string, ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error(reason)), ms);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
