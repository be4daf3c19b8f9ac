import { convolutionKernels } from "../convolution/kernels.ts";
import type { KernelFamily } from "../kernel.ts";

/** Every fast kernel. What is not here, or declines, is computed by tfjs's cpu kernel. */
export const kernels: KernelFamily = { ...convolutionKernels };
