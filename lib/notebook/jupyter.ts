import { redirectConsole } from "./console.ts";

/** Whether this code runs in Deno's Jupyter kernel; elsewhere `Deno.jupyter` throws. */
export const inKernel: boolean = (() => {
  try {
    return typeof Deno.jupyter.display === "function";
  } catch {
    return false;
  }
})();

let flush: (() => void) | undefined;

/** Milliseconds that the kernel needs to send text printed before the console was redirected. */
const SETTLE_MS = 200;

/**
 * Sends buffered text to the notebook; await it before showing a figure. Does nothing outside the
 * kernel.
 *
 * The first call redirects the console. The kernel (2.8.1) sends printed text and figures from
 * different threads, so a figure often overtakes the text; broadcast messages stay in order.
 */
export async function sendPrinted(): Promise<void> {
  if (!inKernel) return;
  if (!flush) {
    surviveInterrupts();
    flush = redirectConsole(
      console,
      (name, text) => void Deno.jupyter.broadcast("stream", { name, text }),
    );
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  flush();
}

let survives = false;

/**
 * Keeps JupyterLab's stop button from ending the kernel. Does nothing outside the kernel.
 *
 * The button sends SIGINT. The kernel initially ignores it, but after a listener is added and
 * removed, as training does, SIGINT without a listener kills the process.
 */
export function surviveInterrupts(): void {
  if (!inKernel || survives) return;
  survives = true;
  Deno.addSignalListener("SIGINT", () => {});
}
