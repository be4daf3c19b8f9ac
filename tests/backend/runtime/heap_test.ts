import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Heap, sharedMemory, sizeClass } from "../../../lib/backend/runtime/heap.ts";

Deno.test("sizeClass() is at least the requested bytes, and wastes at most a fifth or 256 bytes", () =>
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (bytes) => {
    const size = sizeClass(bytes);
    ok(size >= bytes && (size <= 256 || size <= 1.25 * bytes), `${size} for ${bytes}`);
    strictEqual(size % 64, 0);
    strictEqual(sizeClass(size), size);
  })));

Deno.test("blocks of the heap never overlap, and all can be released", () => {
  const memory = sharedMemory();
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.boolean()), { maxLength: 60 }),
    (requests) => {
      const heap = new Heap(memory, 65536, 65536 * 4);
      const blocks: [address: number, bytes: number][] = [];
      for (const [bytes, releases] of requests) {
        if (releases && blocks.length) heap.release(...blocks.shift()!);
        const address = heap.allocate(bytes);
        ok(blocks.every(([other, size]) => address + bytes <= other || other + size <= address));
        ok(address >= 65536 && address + bytes <= 65536 * 4);
        blocks.push([address, bytes]);
      }
      for (const block of blocks) heap.release(...block);
      strictEqual(heap.inUse, 0);
    },
  ));
});

Deno.test("a full heap reports what was requested and what is in use, and continues after a release", () => {
  const heap = new Heap(sharedMemory(), 65536, 65536 * 3);
  const half = heap.allocate(80_000);
  throws(() => heap.allocate(100_000), {
    name: "RangeError",
    message: /out of memory: 100000 bytes were requested, 81920 are in use/,
  });
  heap.release(half, 80_000);
  // A large free block is split for smaller requests if there is no other space.
  const small = Array.from({ length: 40 }, () => heap.allocate(3000));
  strictEqual(new Set(small).size, 40);
});
