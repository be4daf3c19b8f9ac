import { duration, TerminalLine, type TerminalLineOptions, textBar } from "../../progress/mod.ts";
/** The progress of a download. */
export interface DownloadProgress {
  file: string;
  /** bytes received */
  bytes: number;
  /** bytes of the whole file, if the server states it */
  total?: number;
  /** bytes per second since the start of this attempt */
  rate: number;
  /** milliseconds left, if the total is known */
  remainingMs?: number;
  done: boolean;
}

/** Receives the progress of a download: at its start, about ten times a second, and at its end. */
export type OnProgress = (progress: DownloadProgress) => void;

const INTERVAL_MS = 100;

/** Turns byte counts into {@linkcode DownloadProgress}, at most ten times a second. */
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

/** Shows downloads on the console: a progress bar on a terminal, else a line per finished file. */
export function consoleProgress(
  { write, redraw = Deno.stderr.isTerminal() }: TerminalLineOptions = {},
): OnProgress {
  // A notebook shows the output of console.log, but not standard error.
  const log = (text: string) => console.log(text.trimEnd());
  const line = new TerminalLine({ redraw, write: write ?? (redraw ? undefined : log) });
  return (progress) => {
    if (progress.done) line.finish(progressText(progress));
    else line.update(progressText(progress));
  };
}

/** Name, bar, megabytes, speed and time left. */
function progressText(
  { file, bytes, total, rate, remainingMs, done }: DownloadProgress,
): string {
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  const speed = `${megabytes(rate)} MB/s`;
  if (total === undefined) return `${file}  ${megabytes(bytes)} MB  ${speed}`;
  const left = done || remainingMs === undefined || !Number.isFinite(remainingMs)
    ? ""
    : `  ${duration(remainingMs)} left`;
  const bar = textBar(bytes / total);
  return `${file}  ${bar}  ${megabytes(bytes)} of ${megabytes(total)} MB  ${speed}${left}`;
}
