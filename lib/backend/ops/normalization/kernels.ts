import { areFloats, type KernelFamily, WORTH_THREADS } from "../../runtime/kernel.ts";
import { scaleShift } from "./jobs.ts";

/**
 * y = (x − mean) · scale ÷ √(variance + ε) + offset, with four numbers per
 * channel (Ioffe & Szegedy 2015).
 */
export const normalizationKernels: KernelFamily = {
  FusedBatchNorm(workspace, { x, mean, variance, scale, offset }, { varianceEpsilon }) {
    const parts = [mean, variance, scale, offset].filter(Boolean), channels = x.shape.at(-1);
    if (!areFloats(x, ...parts)) return;
    if (parts.some(({ shape }) => shape.length !== 1 || shape[0] !== channels)) return;
    const [means, variances] = [workspace.values(mean), workspace.values(variance)];
    const scales = scale && workspace.values(scale), offsets = offset && workspace.values(offset);
    const source = workspace.address(x), y = workspace.output(x.shape);
    const bytes = 12 * channels, block = workspace.heap.allocate(bytes);
    const columns = new Float32Array(workspace.shared.buffer, block, 3 * channels);
    for (let c = 0; c < channels; c++) {
      columns[c] = means[c];
      columns[channels + c] = (scales?.[c] ?? 1) / Math.sqrt(variances[c] + varianceEpsilon);
      columns[2 * channels + c] = offsets?.[c] ?? 0;
    }
    if (y.size > 0) {
      const items = { count: y.size / channels, minimum: WORTH_THREADS / channels };
      const args = { x: source, center: block, y: y.address, columns: channels };
      workspace.run(scaleShift, items, args);
    }
    workspace.heap.release(block, bytes);
    return y.info;
  },
};
