import {
  eachNumber,
  type KernelFamily,
  type Output,
  type Workspace,
} from "../../runtime/kernel.ts";
import { addParts } from "../convolution/window_jobs.ts";
import { causalBlock, causalBlockGradient, causalWindow, causalWindowGradient } from "./jobs.ts";

/** Sums of the threads' parts, each of which holds the numbers of the outputs one after the other. */
function sumParts(
  { run, heap, threads }: Workspace,
  outputs: Output[],
  compute: (parts: number, partBytes: number) => void,
): void {
  const partBytes = 4 * outputs.reduce((sum, { size }) => sum + size, 0);
  const parts = heap.allocate(partBytes * threads);
  compute(parts, partBytes);
  let from = parts;
  for (const { address: total, size } of outputs) {
    run(addParts, eachNumber(size), { parts: from, partBytes, threads, total });
    from += 4 * size;
  }
  heap.release(parts, partBytes * threads);
}

/** Kernels that only causal.ts uses. */
export const causalKernels: KernelFamily = {
  CausalWindow(workspace, inputs, { largest, steps }) {
    const [images, height, width] = inputs.x.shape, channels = inputs.base.shape[2];
    const y = workspace.output([images, height + 1, width + 1, channels]);
    workspace.run(causalWindow, { count: images, minimum: 2 }, {
      ...{ x: workspace.address(inputs.x), window: workspace.address(inputs.window) },
      ...{ base: workspace.address(inputs.base), y: y.address, height, width, channels },
      ...{ taps: workspace.address(inputs.taps), count: inputs.taps.shape[0], largest, steps },
    });
    return y.info;
  },

  CausalWindowGradient(workspace, inputs, { largest }) {
    const [images, height, width] = inputs.x.shape, channels = inputs.y.shape[3];
    const [count] = inputs.taps.shape;
    const dbase = workspace.output([height, width, channels]);
    const dwindow = workspace.output([count, channels]);
    sumParts(
      workspace,
      [dbase, dwindow],
      (parts, partBytes) =>
        workspace.run(causalWindowGradient, { count: images, minimum: 2 }, {
          ...{ x: workspace.address(inputs.x), y: workspace.address(inputs.y) },
          ...{ dy: workspace.address(inputs.dy), parts, partBytes, height, width, channels },
          ...{ taps: workspace.address(inputs.taps), count, largest },
        }),
    );
    return [dbase.info, dwindow.info];
  },

  CausalBlock(workspace, inputs, { largest, steps }) {
    const [images, gridHeight, gridWidth, channels] = inputs.x.shape;
    const y = workspace.output(inputs.x.shape);
    workspace.run(causalBlock, { count: images, minimum: 2 }, {
      ...{ x: workspace.address(inputs.x), weights: workspace.address(inputs.weights) },
      ...{ bias: workspace.address(inputs.bias), y: y.address },
      ...{ height: gridHeight - 1, width: gridWidth - 1, channels, largest, steps },
    });
    return y.info;
  },

  CausalBlockGradient(workspace, inputs, { largest }) {
    const [images, gridHeight, gridWidth, channels] = inputs.x.shape;
    const dx = workspace.output(inputs.x.shape);
    const dw = workspace.output(inputs.weights.shape), db = workspace.output([channels]);
    sumParts(
      workspace,
      [dw, db],
      (parts, partBytes) =>
        workspace.run(causalBlockGradient, { count: images, minimum: 2 }, {
          ...{ x: workspace.address(inputs.x), y: workspace.address(inputs.y) },
          ...{ dy: workspace.address(inputs.dy), weights: workspace.address(inputs.weights) },
          ...{ dx: dx.address, parts, partBytes, height: gridHeight - 1, width: gridWidth - 1 },
          ...{ channels, largest },
        }),
    );
    return [dx.info, dw.info, db.info];
  },
};
