/**
 * What differs between Deno, Node and browsers: files, environment variables, worker threads, and
 * whether a thread may sleep. Deno and Node have the modules of Node; a browser has none of them.
 *
 * @module
 */
type WorkerThreads = typeof import("node:worker_threads");
type FileSystem = typeof import("node:fs/promises");

interface Host {
  process?: {
    env: Record<string, string | undefined>;
    getBuiltinModule?(name: string): unknown;
    platform?: string;
    arch?: string;
  };
  document?: unknown;
  crossOriginIsolated?: boolean;
  navigator?: { hardwareConcurrency?: number };
  onmessage?: (event: { data: unknown }) => void;
}

const host = globalThis as unknown as Host;

/** A module of Node; undefined in browsers. */
export const builtin = (name: string): unknown => host.process?.getBuiltinModule?.(name);
const threads = builtin("node:worker_threads") as WorkerThreads | undefined;

/** The operating system and the processor in the words of Node ("win32", "x64"); "" in browsers. */
export const { platform = "", arch = "" } = host.process ?? {};

/** The value of an environment variable; undefined if it is unset, empty or may not be read. */
export function readVariable(name: string): string | undefined {
  try {
    return host.process?.env?.[name] || undefined;
  } catch (error) {
    if ((error as Error).name === "NotCapable") return undefined;
    throw error;
  }
}

/** Sets or, without a value, deletes an environment variable, if that may be done. */
export function setVariable(name: string, value?: string): void {
  try {
    if (value === undefined) delete host.process!.env[name];
    else host.process!.env[name] = value;
  } catch (error) {
    if ((error as Error).name !== "NotCapable") throw error;
  }
}

/**
 * Whether a variable is 1, not 0.
 *
 * @throws {RangeError} it is something else
 */
export function readSwitch(name: string, otherwise: boolean): boolean {
  const value = readVariable(name);
  if (value === undefined) return otherwise;
  if (value === "0" || value === "1") return value === "1";
  throw new RangeError(`${name} must be 0 or 1, got "${value}"`);
}

/** The bytes of a file of this package, which may be on a server. */
export async function readPackageFile(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  const fs = builtin("node:fs/promises") as FileSystem | undefined;
  if (fs && file.protocol === "file:") return new Uint8Array(await fs.readFile(file));
  try {
    const answer = await fetch(file);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    throw new Error(`${file} could not be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Cores of this machine, as far as the host tells. */
export function cores(): number {
  const os = builtin("node:os") as { availableParallelism(): number } | undefined;
  return host.navigator?.hardwareConcurrency ?? os?.availableParallelism() ?? 1;
}

/** Why memory cannot be shared with other threads, in one line; undefined if it can. */
export function unshared(): string | undefined {
  if (threads || host.crossOriginIsolated) return undefined;
  return "one thread: the page is not cross-origin isolated (it needs the headers " +
    "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)";
}

// The main thread of a page must not sleep.
const maySleep = threads !== undefined || host.document === undefined;

/** `Atomics.wait`; the main thread of a page, which must not sleep, spins. */
export function wait(
  array: Int32Array,
  index: number,
  value: number,
  milliseconds: number,
): "ok" | "not-equal" | "timed-out" {
  if (maySleep) return Atomics.wait(array, index, value, milliseconds);
  const end = performance.now() + milliseconds;
  while (Atomics.load(array, index) === value) {
    if (performance.now() > end) return "timed-out";
  }
  return "ok";
}

/**
 * Starts a worker that receives `data`, and returns what ends it. In Deno and Node it does not keep
 * the process alive, and ends with it.
 *
 * @param onError is called with what went wrong if the worker fails
 */
export function startWorker(
  script: URL,
  data: unknown,
  onError: (error: unknown) => void,
): () => void {
  if (threads) {
    const worker = new threads.Worker(script, { workerData: data });
    worker.on("error", onError);
    worker.unref();
    return () => {}; // it returns from what it was started for, and ends
  }
  const worker = new Worker(script, { type: "module" });
  worker.onerror = ({ message }) => onError(message || "the script could not be loaded");
  worker.postMessage(data);
  return () => worker.terminate();
}

/** In a worker: calls `serve` with the data that {@linkcode startWorker} was given. */
export function receive<Data>(serve: (data: Data) => void): void {
  if (threads) serve(threads.workerData as Data);
  else host.onmessage = ({ data }) => serve(data as Data);
}

/** The URL of a script whose text is part of this program. */
export function scriptUrl(text: string): URL {
  if (threads) return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
  return new URL(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}
