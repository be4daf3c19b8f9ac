/** Whether this code runs in Deno's Jupyter kernel; elsewhere `Deno.jupyter` throws. */
export const inKernel: boolean = (() => {
  try {
    return typeof Deno.jupyter.display === "function";
  } catch {
    return false;
  }
})();

// JupyterLab's stop button sends SIGINT, of which a kernel dies while nobody listens. Training listens
// for itself; between two runs this does, so that a late click costs nobody a trained model.
if (inKernel) Deno.addSignalListener("SIGINT", () => {});
