import { convolutionKernels } from "../convolution/kernels.ts";
import { poolingKernels } from "../convolution/pooling_kernels.ts";
import { resizeKernels } from "../convolution/resize_kernels.ts";
import { elementwiseKernels } from "../elementwise/kernels.ts";
import type { KernelFamily } from "../kernel.ts";
import { layerKernels } from "../layers/kernels.ts";
import { lossKernels } from "../loss/kernels.ts";
import { movementKernels } from "../movement/kernels.ts";
import { normalizationKernels } from "../normalization/kernels.ts";
import { productKernels } from "../product/kernels.ts";
import { reductionKernels } from "../reduction/kernels.ts";

/** Every fast kernel. What is not here, or declines, is computed by tfjs's cpu kernel. */
export const kernels: KernelFamily = {
  ...convolutionKernels,
  ...elementwiseKernels,
  ...layerKernels,
  ...lossKernels,
  ...movementKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...productKernels,
  ...reductionKernels,
  ...resizeKernels,
};
