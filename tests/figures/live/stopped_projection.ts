// Starts an endless projection, stops it as JupyterLab's stop button does, and continues. Run by
// live_progress_test.ts.
import { codesFrom, projectTsne, Random } from "@autoencoders";
import { liveProgress } from "@autoencoders/figures";

const random = new Random(1);
const codes = codesFrom(Array.from({ length: 800 }, () => random.normal()), 4);
let interrupted = false;
const output = {
  show() {
    if (!interrupted) Deno.kill(Deno.pid, "SIGINT");
    interrupted = true;
    return Promise.resolve();
  },
};
try {
  const options = liveProgress("t-SNE", { output, stoppable: true });
  await projectTsne(codes, random, { iterations: 1_000_000, ...options });
} catch (error) {
  console.log(`${(error as Error).name}: ${(error as Error).message}`);
}
console.log("alive");
