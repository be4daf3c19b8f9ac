import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { readKernels } from "../../../lib/backend/assets.ts";
import { checkGemm } from "../../../lib/backend/blas/check_gemm.ts";
import { wasmGemm } from "../../../lib/backend/blas/wasm_gemm.ts";
import type { Kernels } from "../../../lib/backend/protocol/thread_context.ts";
import { withPlainMemory } from "../../../lib/backend/runtime/compile_kernels.ts";
import { Heap, plainMemory, sharedMemory } from "../../../lib/backend/runtime/heap.ts";

for (const file of ["kernels.wasm", "kernels_simd.wasm"] as const) {
  Deno.test(`${file} multiplies on a shared memory and, with its flag changed, on a plain one`, async () => {
    const bytes = await readKernels(file);
    for (
      const [code, memory] of [[bytes, sharedMemory()], [
        withPlainMemory(bytes),
        plainMemory(),
      ]] as const
    ) {
      const { instance } = await WebAssembly.instantiate(code, { env: { memory, abort() {} } });
      const gemm = wasmGemm(instance.exports as unknown as Kernels, 1 << 20, 4 << 20);
      ok(checkGemm(gemm, memory, 8 << 20));
    }
  });
}

Deno.test("only kernels.wasm has relaxed operations, so that the other compiles everywhere", async () => {
  // the prefix of vector operations, and the numbers of relaxed_madd and relaxed_nmadd
  const uses = (bytes: Uint8Array) =>
    bytes.some((byte, i) =>
      byte === 0xfd && [0x85, 0x86].includes(bytes[i + 1]) && bytes[i + 2] === 2
    );
  const [fused, plain] = await Promise.all(
    ["kernels.wasm" as const, "kernels_simd.wasm" as const].map(readKernels),
  );
  deepStrictEqual([uses(fused), uses(plain)], [true, false]);
});

Deno.test("withPlainMemory() refuses kernels that import no shared memory", async () => {
  const plain = withPlainMemory(await readKernels("kernels.wasm"));
  throws(() => withPlainMemory(plain), TypeError);
});

Deno.test("a plain memory that is full says where it ends, and does not move", () => {
  const memory = plainMemory(), { buffer } = memory;
  const heap = new Heap(memory, 1 << 20, buffer.byteLength);
  strictEqual(buffer.byteLength, 2 ** 30);
  heap.allocate(2 ** 29);
  throws(() => heap.allocate(2 ** 29), (error: Error) => {
    match(error.message, /out of memory: 536870912 bytes were requested, .* ends at 1073741824/);
    return error instanceof RangeError;
  });
  strictEqual(memory.buffer, buffer);
});
