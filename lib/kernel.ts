import { printThrough } from "./kernel_console.ts";

/** Whether this code runs in Deno's Jupyter kernel; elsewhere `Deno.jupyter` throws. */
export const inKernel: boolean = (() => {
  try {
    return typeof Deno.jupyter.display === "function";
  } catch {
    return false;
  }
})();

/**
 * Sends what was printed and still waits; to be called before a figure is shown. In the kernel
 * (2.8.1) text that is printed travels on a thread of its own, and a figure shown after it often
 * overtakes it; what is broadcast keeps its order, so the console broadcasts.
 */
export const sendPrinted: () => void = inKernel
  ? printThrough(console, (name, text) => void Deno.jupyter.broadcast("stream", { name, text }))
  : () => {};

// JupyterLab's stop button sends SIGINT, of which a kernel dies while nobody listens. Training listens
// for itself; between two runs this does, so that a late click costs nobody a trained model.
if (inKernel) Deno.addSignalListener("SIGINT", () => {});
