/** What only a notebook needs: Jupyter's console and signals, exercises, reduced sizes. */
export { check, checkAnswer, type CheckResult, todo } from "./exercises.ts";
export { inKernel, sendPrinted, surviveInterrupts } from "./jupyter.ts";
export { fullOrQuick } from "./full_or_quick.ts";
