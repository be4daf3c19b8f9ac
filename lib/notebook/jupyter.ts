import { printThrough, type Send } from "./console.ts";

/** Whether this code runs in Deno's Jupyter kernel; elsewhere `Deno.jupyter` throws. */
export const inKernel: boolean = (() => {
  try {
    return typeof Deno.jupyter.display === "function";
  } catch {
    return false;
  }
})();

let flush: (() => void) | undefined;

/**
 * Sends the text that was printed but not yet sent; call it before a figure is shown. Does nothing
 * outside the kernel.
 *
 * The first call takes over the console and listens for SIGINT. In the kernel (2.8.1) printed text
 * travels on its own thread, and a figure shown after it often overtakes it; broadcast messages keep
 * their order, so the console broadcasts. JupyterLab's stop button sends SIGINT, which kills a kernel
 * without a listener; training has its own, and this one covers the time between two runs.
 */
export function sendPrinted(): void {
  if (!inKernel) return;
  if (!flush) {
    flush = printThrough(console, broadcast);
    Deno.addSignalListener("SIGINT", () => {});
  }
  flush();
}

const broadcast: Send = (name, text) => void Deno.jupyter.broadcast("stream", { name, text });
