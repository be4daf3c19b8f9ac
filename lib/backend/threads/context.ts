import { blasGemm, type CallableBlas } from "../blas/blas_gemm.ts";
import { wasmGemm } from "../blas/wasm_gemm.ts";
import type { Gemm, Kernels, ThreadContext } from "../protocol/thread_context.ts";
import {
  GEOMETRY_NUMBERS,
  geometryOf,
  PACKING_BYTES,
  SCRATCH_BYTES,
  scratchOf,
} from "../protocol/memory_map.ts";

/** What the main thread sends to each worker; all of it can be cloned. */
export interface ThreadPlan {
  memory: WebAssembly.Memory;
  /** the kernels of this engine, compiled once */
  module: WebAssembly.Module;
  /** the library for matrix products; without one, kernels.wasm computes them */
  blas?: CallableBlas;
  threads: number;
}

/** What a worker is started with. */
export interface WorkerData {
  plan: ThreadPlan;
  thread: number;
  /** of the pool, which ends the workers of earlier ones */
  generation: number;
}

/** Creates what `thread` needs to run jobs. */
export function threadContext(plan: ThreadPlan, thread: number): ThreadContext {
  const { memory, module, blas } = plan;
  const abort = () => {
    throw new Error("a kernel aborted");
  };
  const kernels = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as Kernels;
  const scratch = scratchOf(thread), packing = scratch + SCRATCH_BYTES;
  const gemm: Gemm = blas ? blasGemm(blas, memory) : wasmGemm(kernels, packing, PACKING_BYTES);
  const geometries = ([0, 1] as const).map((slot) =>
    new Int32Array(memory.buffer, geometryOf(thread, slot), GEOMETRY_NUMBERS)
  );
  return {
    memory,
    kernels,
    gemm,
    blas: blas !== undefined,
    geometry(numbers, slot = 0) {
      geometries[slot].set(numbers);
      return geometries[slot].byteOffset;
    },
    scratch,
    scratchBytes: SCRATCH_BYTES,
  };
}
