import { convolutionKernels } from "../convolution/kernels.ts";
import { poolingKernels } from "../convolution/pooling_kernels.ts";
import { resizeKernels } from "../convolution/resize_kernels.ts";
import type { KernelFamily } from "../kernel.ts";

/** Every fast kernel. What is not here, or declines, is computed by tfjs's cpu kernel. */
export const kernels: KernelFamily = { ...convolutionKernels, ...poolingKernels, ...resizeKernels };
