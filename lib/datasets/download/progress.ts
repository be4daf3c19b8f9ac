/** How far a download is. */
export interface DownloadProgress {
  file: string;
  /** bytes that are here */
  bytes: number;
  /** bytes of the whole file, where the server says so */
  total?: number;
  /** bytes a second since this attempt began */
  rate: number;
  /** milliseconds to go, where the total is known */
  remainingMs?: number;
  done: boolean;
}

/** Is told how far a download is: at its start, some ten times a second, and at its end. */
export type OnProgress = (progress: DownloadProgress) => void;

const INTERVAL_MS = 100;

/** Turns counts of bytes into {@linkcode DownloadProgress}, not more often than people can read. */
export function meter(
  file: string,
  start: number,
  total: number | undefined,
  onProgress: OnProgress | undefined,
): (bytes: number, done?: boolean) => void {
  const began = performance.now();
  let last = -Infinity;
  return (bytes, done = false) => {
    const now = performance.now();
    if (!onProgress || (!done && now - last < INTERVAL_MS)) return;
    last = now;
    const rate = (bytes - start) / Math.max(now - began, 1) * 1000;
    const remainingMs = total === undefined ? undefined : (total - bytes) / rate * 1000;
    onProgress({ file, bytes, total, rate, remainingMs, done });
  };
}

/**
 * Shows downloads on the console: a bar that moves in a terminal, a line when a file is done where
 * there is none.
 */
export function consoleProgress(
  terminal: boolean = Deno.stderr.isTerminal(),
  write: (text: string) => void = (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
): OnProgress {
  return (progress) => {
    if (terminal) write(`\r\x1b[K${progressLine(progress)}${progress.done ? "\n" : ""}`);
    else if (progress.done) console.log(progressLine(progress));
  };
}

/** One line of text: name, bar, megabytes, time to go. */
export function progressLine(
  { file, bytes, total, rate, remainingMs, done }: DownloadProgress,
): string {
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  const speed = `${megabytes(rate)} MB/s`;
  if (total === undefined) return `${file}  ${megabytes(bytes)} MB  ${speed}`;
  const filled = Math.round(20 * Math.min(1, bytes / total));
  const bar = "█".repeat(filled) + "░".repeat(20 - filled);
  const left = done || remainingMs === undefined || !Number.isFinite(remainingMs)
    ? ""
    : `  ${Math.ceil(remainingMs / 1000)} s left`;
  return `${file}  ${bar}  ${megabytes(bytes)} of ${megabytes(total)} MB  ${speed}${left}`;
}
