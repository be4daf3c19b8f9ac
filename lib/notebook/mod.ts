/** Notebook support: Jupyter's console and signals, reduced sizes. */
export { inKernel, sendPrinted, surviveInterrupts } from "./jupyter.ts";
export { fullOrQuick } from "./full_or_quick.ts";
