/** Notebook support: Jupyter's console and signals, exercises, reduced sizes. */
export { check, todo } from "./exercises.ts";
export { inKernel, sendPrinted, surviveInterrupts } from "./jupyter.ts";
export { fullOrQuick } from "./full_or_quick.ts";
