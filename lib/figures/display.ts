import { AsyncLocalStorage } from "node:async_hooks";
import { inKernel, sendPrinted } from "../notebook/mod.ts";

/** One output in several media types; the viewer shows the richest one that it supports. */
export interface MimeBundle {
  /** shown on the console, and by notebooks that support nothing else */
  "text/plain": string;
  /** markup; scripts and inline SVG are removed from notebooks that are not trusted */
  "text/html"?: string;
  /** a Plotly figure: data, layout, config */
  "application/vnd.plotly.v1+json"?: object;
}

const collected = new AsyncLocalStorage<MimeBundle[]>();

/** What `show` displays, which is neither shown nor printed. */
export async function collect(show: () => unknown): Promise<MimeBundle[]> {
  const bundles: MimeBundle[] = [];
  await collected.run(bundles, show);
  return bundles;
}

/**
 * Shows a bundle: in a notebook below the running cell, elsewhere as plain text on the console.
 *
 * Always await it: the kernel may finish the cell before a figure that is not awaited is sent.
 *
 * @example
 * ```ts
 * import { display } from "./display.ts";
 *
 * await display({ "text/plain": "one digit", "text/html": "<b>one digit</b>" });
 * ```
 */
export async function display(bundle: MimeBundle): Promise<void> {
  const collector = collected.getStore();
  if (collector) return void collector.push(bundle);
  if (!inKernel) return console.log(bundle["text/plain"]);
  await sendPrinted();
  await Deno.jupyter.display(bundle, { raw: true });
}

/** An output that is redrawn in place. */
export interface LiveOutput {
  /** Replaces the current output. This works for HTML, but not for Plotly figures. */
  show(bundle: MimeBundle): Promise<void>;
}

/** A live output below the running cell; outside a notebook it shows nothing. */
export function liveOutput(): LiveOutput {
  const display_id = crypto.randomUUID();
  let update = false;
  return {
    async show(bundle) {
      if (!inKernel) return;
      await sendPrinted();
      await Deno.jupyter.display(bundle, { raw: true, display_id, update });
      update = true;
    },
  };
}
