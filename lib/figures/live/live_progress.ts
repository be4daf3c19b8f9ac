import { surviveInterrupts } from "../../notebook/mod.ts";
import type { ProgressOptions } from "../../progress/mod.ts";
import { inKernel, type MimeBundle, type Slot, slot } from "../display.ts";
import { escapeHtml } from "../style/html.ts";
import { duration } from "../style/numbers.ts";
import { colours } from "../style/palette.ts";

/** How {@linkcode liveProgress} looks. */
export interface LiveProgressOptions {
  /** where it is drawn; under the running cell unless told */
  into?: Slot;
  /** whether Ctrl-C or JupyterLab's stop button ends the work; in a notebook unless told */
  stoppable?: boolean;
}

/** At most four pictures a second, as for training. */
const pauseMs = 250;

/**
 * Watches work that tells its progress, such as `projectTsne` and `projectUmap`: a bar with the time
 * left, and at the end how long it took. In a notebook the stop button ends the work with an
 * "AbortError", and the kernel and all that was computed before live on. Outside a notebook it shows
 * nothing.
 *
 * @param what the work's name
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
  what: string,
  { into = slot(), stoppable = inKernel }: LiveProgressOptions = {},
): Required<ProgressOptions> {
  const beganAt = performance.now(), stop = new AbortController();
  let shownAt = -Infinity, done = 0;

  const onInterrupt = () => {
    close();
    const text = `${what} was stopped at ${percent(done)}`;
    stop.abort(new DOMException(text, "AbortError"));
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
      const elapsedMs = performance.now() - beganAt, ended = share >= 1;
      if (ended) close();
      else if (performance.now() - shownAt < pauseMs) return;
      shownAt = performance.now();
      const state = ended
        ? `${what}: done in ${duration(elapsedMs)}`
        : `${what}: ${percent(share)}, ${duration(elapsedMs * (1 / share - 1))} left`;
      await into.show(picture(state, share));
    },
  };
}

function percent(share: number): string {
  return `${Math.floor(100 * share)} %`;
}

function picture(state: string, share: number): MimeBundle {
  const bar = share >= 1
    ? ""
    : `<div style="height:4px;max-width:680px;background:rgba(128,128,128,.25);margin:4px 0 8px">` +
      `<div style="height:4px;width:${(100 * share).toFixed(1)}%;background:${
        colours[0]
      }"></div></div>`;
  const text = `<div style="font-variant-numeric:tabular-nums">${escapeHtml(state)}</div>`;
  return { "text/plain": state, "text/html": text + bar };
}
