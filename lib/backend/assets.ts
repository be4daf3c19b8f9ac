// The files that the backend loads when it is used. A bundle replaces this module by one that holds
// their contents: see tasks/packages/inline_backend.ts.
import { readPackageFile } from "./host.ts";

/** The kernels, best first: the second does without relaxed SIMD, which some engines lack. */
export type KernelFile = "kernels.wasm" | "kernels_simd.wasm";

export const readKernels = (file: KernelFile): Promise<Uint8Array<ArrayBuffer>> =>
  readPackageFile(new URL(`./${file}`, import.meta.url));

export const workerScript = (): URL => new URL("./threads/worker.ts", import.meta.url);
