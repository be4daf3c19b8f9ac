import { inKernel, sendPrinted } from "../notebook/mod.ts";

/** One thing to show in several media types; a viewer takes the richest one that it knows. */
export interface MimeBundle {
  /** what a console prints, and a notebook falls back to */
  "text/plain": string;
  /** markup; scripts and inline SVG are stripped from notebooks that are not trusted */
  "text/html"?: string;
  /** a Plotly figure: data, layout, config */
  "application/vnd.plotly.v1+json"?: object;
}

export { inKernel };

/**
 * Shows a bundle: under the running cell in a notebook, as its plain text on the console elsewhere.
 *
 * Always await it: the kernel may close the cell before an unawaited figure has left.
 *
 * @example
 * ```ts
 * import { display } from "@autoencoders/figures";
 *
 * await display({ "text/plain": "one digit", "text/html": "<b>one digit</b>" });
 * ```
 */
export async function display(bundle: MimeBundle): Promise<void> {
  if (!inKernel) return console.log(bundle["text/plain"]);
  await sendPrinted();
  await Deno.jupyter.display(bundle, { raw: true });
}

/** An output that is redrawn in place. */
export interface Slot {
  /** Puts `bundle` where the one before stood. Plotly figures do not redraw so; HTML does. */
  show(bundle: MimeBundle): Promise<void>;
}

/** A place under the running cell; elsewhere than in a notebook nothing is shown in it. */
export function slot(): Slot {
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
