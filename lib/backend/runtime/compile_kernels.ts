import { type KernelFile, readKernels } from "../assets.ts";

/** The kernels of this engine, compiled once for all threads. */
export interface CompiledKernels {
  module: WebAssembly.Module;
  /** the vector instructions that they use */
  simd: string;
  /** what the engine lacks, in one line */
  note?: string;
}

/**
 * Compiles the kernels for a shared memory, or for the plain memory of one thread.
 *
 * @throws {WebAssembly.CompileError} the engine has no SIMD at all
 */
export async function compileKernels(shared: boolean): Promise<CompiledKernels> {
  const compile = async (file: KernelFile) => {
    const bytes = await readKernels(file);
    return await WebAssembly.compile(shared ? bytes : withPlainMemory(bytes));
  };
  const simd = "128-bit WebAssembly";
  try {
    return { module: await compile("kernels.wasm"), simd };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    const note = "this engine has no relaxed SIMD, so products and sums are not fused";
    return { module: await compile("kernels_simd.wasm"), simd: `${simd}, not relaxed`, note };
  }
}

// The import of the memory: "env", "memory", the kind 2, and flags 3: shared, with a maximum.
const MEMORY_IMPORT = [3, ...ascii("env"), 6, ...ascii("memory"), 2, 3];

/** The same kernels for a memory that is not shared: the flag of their import says so. */
export function withPlainMemory(kernels: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = kernels.findIndex((_, i) => MEMORY_IMPORT.every((byte, j) => kernels[i + j] === byte));
  if (at < 0) throw new TypeError("these kernels do not import a shared memory");
  const plain = new Uint8Array(kernels);
  plain[at + MEMORY_IMPORT.length - 1] = 1;
  return plain;
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
