import { inKernel, surviveInterrupts } from "../../notebook/mod.ts";
import { duration, type ProgressOptions } from "../../progress/mod.ts";
import { type LiveOutput, liveOutput } from "../display.ts";
import { escapeHtml } from "../style/html.ts";
import { colours } from "../style/palette.ts";
import { requireKnown } from "../../require.ts";

/** Options of {@linkcode liveProgress}. */
export interface LiveProgressOptions {
  /** receives the bar; default below the running cell */
  output?: LiveOutput;
  /** whether Ctrl-C or JupyterLab's stop button ends the work; default only in a notebook */
  stoppable?: boolean;
}

/** Minimum time between two redraws: faster ones are not readable and would slow down the work. */
export const redrawMs = 250;

/**
 * Shows the progress of work that accepts {@linkcode ProgressOptions}, such as `projectTsne` and
 * `projectUmap`: a bar with the time left and, at the end, the time taken. In a notebook the stop
 * button ends the work with an "AbortError" and keeps the kernel and earlier results. Outside a
 * notebook it shows nothing.
 *
 * @param label the name of the work
 *
 * @example
 * ```ts
 * import { codesFrom, projectUmap, Random } from "@autoencoders";
 * import { liveProgress } from "@autoencoders/figures";
 *
 * const codes = codesFrom(Array.from({ length: 60 }, (_, i) => i), 2);
 * await projectUmap(codes, new Random(1), liveProgress("UMAP of 30 points"));
 * ```
 */
export function liveProgress(
  label: string,
  options: LiveProgressOptions = {},
): Required<ProgressOptions> {
  requireKnown("liveProgress", options, { output: true, stoppable: true });
  const { output = liveOutput(), stoppable = inKernel } = options;
  const startedAt = performance.now(), stop = new AbortController();
  let shownAt = -Infinity, done = 0;

  const onInterrupt = () => {
    close();
    stop.abort(new DOMException(`${label} was stopped at ${percent(done)}`, "AbortError"));
  };
  const close = () => stoppable && Deno.removeSignalListener("SIGINT", onInterrupt);
  if (stoppable) {
    surviveInterrupts();
    Deno.addSignalListener("SIGINT", onInterrupt);
  }
  return {
    signal: stop.signal,
    async progress(share) {
      done = share;
      const elapsedMs = performance.now() - startedAt, ended = share >= 1;
      if (ended) close();
      else if (performance.now() - shownAt < redrawMs) return;
      shownAt = performance.now();
      const state = ended
        ? `${label}: done in ${duration(elapsedMs)}`
        : `${label}: ${percent(share)}, ${duration(elapsedMs * (1 / share - 1))} left`;
      await output.show({
        "text/plain": state,
        "text/html": progressHtml(state, ended ? undefined : share),
      });
    },
  };
}

/** A line of text and, unless `share` is undefined, a bar filled to that fraction. */
export function progressHtml(state: string, share?: number): string {
  const text = `<div style="font-variant-numeric:tabular-nums">${escapeHtml(state)}</div>`;
  if (share === undefined) return text;
  return text +
    `<div style="height:4px;max-width:680px;background:rgba(128,128,128,.25);margin:4px 0 8px">` +
    `<div style="height:4px;width:${(100 * share).toFixed(1)}%;background:${colours[0]}">` +
    `</div></div>`;
}

function percent(share: number): string {
  return `${Math.floor(100 * share)} %`;
}
