/** What only a notebook needs: Jupyter's console and figures, exercises, reduced sizes. */
export { check, checkAnswer, todo, type Verdict } from "./exercises.ts";
export { inKernel, sendPrinted } from "./jupyter.ts";
export { fullOrQuick } from "./full_or_quick.ts";
