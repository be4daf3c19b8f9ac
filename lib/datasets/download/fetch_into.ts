import { basename } from "@std/path";
import { Interrupted, Refused } from "./download_error.ts";
import { meter, type OnProgress } from "./progress.ts";

/**
 * Fetches `url` into `file`, from where the file ends if the server can, else from the start.
 *
 * @throws {Refused} the server answered something else than the file
 * @throws {Interrupted} no answer within `connectMs`, or a break; what came until then is in the file
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
  const watch = new Watch();
  let answered = false;
  try {
    const { size } = await file.stat();
    watch.expect(`no answer in ${connectMs / 1000} s`, connectMs);
    const response = await fetch(url, {
      signal: watch.signal,
      // Identity: a server that packs the .gz once more would make its length and ranges lie.
      headers: { "accept-encoding": "identity", ...(size > 0 && { range: `bytes=${size}-` }) },
    });
    answered = true;
    const start = await startOf(response, size);
    if (start === 0) await file.truncate(0);
    await file.seek(start, Deno.SeekMode.Start);

    const length = response.headers.get("content-length");
    const total = length === null ? undefined : start + Number(length);
    const report = meter(basename(new URL(url).pathname), start, total, onProgress);
    let bytes = start;
    for (const reader = response.body!.getReader();;) {
      watch.expect(`nothing came for ${stallMs / 1000} s`, stallMs);
      const { value, done } = await reader.read();
      if (done) break;
      await writeAll(file, value);
      report(bytes += value.length);
    }
    if (total !== undefined && bytes !== total) {
      throw new Error(`${bytes} of ${total} bytes came`);
    }
    report(bytes, true);
    return { resumed: start > 0 };
  } catch (error) {
    if (error instanceof Refused) throw error;
    const reason = (error as Error).message.replace(/^error sending request for url \(.*?\): /, "");
    throw new Interrupted(reason, !answered, { cause: error });
  } finally {
    watch.end();
  }
}

/** Where the body of the answer begins in the whole file. */
async function startOf(response: Response, wanted: number): Promise<number> {
  if (response.status === 200) return 0;
  const range = response.headers.get("content-range");
  if (response.status === 206 && range?.startsWith(`bytes ${wanted}-`)) return wanted;
  await response.body?.cancel();
  if (response.status === 206) throw new Refused(416, `the server answered with range ${range}`);
  throw new Refused(response.status);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Aborts with a reason when what is expected does not come in time. */
class Watch {
  #controller = new AbortController();
  #timer?: ReturnType<typeof setTimeout>;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expect(complaint: string, ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error(complaint)), ms);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
