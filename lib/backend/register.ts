import * as tf from "@tensorflow/tfjs-core";
import type { SharedMemoryBackend } from "./runtime/backend.ts";
import { causalKernels } from "./ops/causal/kernels.ts";
import { convolutionKernels } from "./ops/convolution/kernels.ts";
import { poolingKernels } from "./ops/pooling/kernels.ts";
import { resizeKernels } from "./ops/resize/kernels.ts";
import { elementwiseKernels } from "./ops/elementwise/kernels.ts";
import type { Kernel, KernelFamily } from "./runtime/kernel.ts";
import { layerKernels } from "./layers/kernels.ts";
import { lossKernels } from "./ops/loss/kernels.ts";
import { movementKernels } from "./ops/movement/kernels.ts";
import { normalizationKernels } from "./ops/normalization/kernels.ts";
import { matmulKernels } from "./ops/matmul/kernels.ts";
import { reductionKernels } from "./ops/reduction/kernels.ts";

/** All fast kernels. The cpu kernels of tfjs compute everything else, and the cases not covered. */
const kernels: KernelFamily = {
  ...causalKernels,
  ...convolutionKernels,
  ...elementwiseKernels,
  ...layerKernels,
  ...lossKernels,
  ...movementKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...matmulKernels,
  ...reductionKernels,
  ...resizeKernels,
};

/** Names of backends whose kernels are registered, which tfjs keeps when it removes a backend. */
const registered = new Set<string>();

/**
 * Registers a backend in tfjs under `name`, if it is not: the fast kernels, and the stock kernels as
 * fallback.
 */
export function register(name: string, create: () => SharedMemoryBackend): void {
  if (!tf.findBackendFactory(name)) tf.registerBackend(name, create);
  if (registered.has(name)) return;
  registered.add(name);
  const stock = new Map(
    tf.getKernelsForBackend("cpu").map((kernel) => [kernel.kernelName, kernel]),
  );
  for (const [kernelName, kernel] of stock) {
    if (!(kernelName in kernels)) tf.registerKernel({ ...kernel, backendName: name });
  }
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const fallback = stock.get(kernelName)?.kernelFunc;
    tf.registerKernel({
      kernelName,
      backendName: name,
      kernelFunc: withFallback(kernel, fallback),
    });
  }
}

/** The result of the fast kernel or, in the cases that it does not cover, of the stock kernel. */
function withFallback(kernel: Kernel, fallback?: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const result = kernel(call.backend as SharedMemoryBackend, call.inputs, call.attrs ?? {});
    if (result) return result;
    if (!fallback) {
      throw new TypeError("the kernel does not cover this case, and there is no stock kernel");
    }
    return fallback(call);
  };
}
