import { ok, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Heap, sharedMemory } from "../../../lib/backend/runtime/heap.ts";
import { Tape } from "../../../lib/backend/runtime/tape.ts";

const START = 65536;

function recording() {
  const heap = new Heap(sharedMemory(), START), tape = new Tape(heap);
  heap.keeper = tape;
  return { heap, tape };
}

Deno.test("a recording uses the block of a released output for its next output of that size, and for nothing else", () => {
  const { heap } = recording(), output = heap.allocate(5000, true), table = heap.allocate(5000);
  heap.release(output, 5000);
  heap.release(table, 5000);
  ok(![output, table].includes(heap.allocate(5000)));
  strictEqual(heap.allocate(5000, true), output);
  ok(![output, table].includes(heap.allocate(5000, true)));
});

Deno.test("blocks that are in use in a recording never overlap, and none remains when it is closed", () => {
  const memory = sharedMemory();
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.boolean(), fc.boolean()), {
      maxLength: 60,
    }),
    (requests) => {
      const heap = new Heap(memory, START), tape = new Tape(heap);
      const blocks: [address: number, bytes: number][] = [[heap.allocate(700), 700]];
      heap.keeper = tape;
      for (const [bytes, isOutput, releases] of requests) {
        if (releases && blocks.length) heap.release(...blocks.shift()!);
        const address = heap.allocate(bytes, isOutput);
        ok(blocks.every(([other, size]) => address + bytes <= other || other + size <= address));
        blocks.push([address, bytes]);
      }
      for (const block of blocks) heap.release(...block);
      ok(heap.inUse > 0);
      heap.keeper = undefined;
      tape.close();
      strictEqual(heap.inUse, 0);
    },
  ));
});

Deno.test("a recording that keeps more than 512 MiB is refused, and its blocks are free", () => {
  const { heap, tape } = recording(), bytes = 2 ** 28;
  const blocks = [1, 2, 3].map(() => heap.allocate(bytes, true));
  for (const block of blocks) heap.release(block, bytes);
  strictEqual(tape.refused, true);
  strictEqual(heap.inUse, 0);
});
