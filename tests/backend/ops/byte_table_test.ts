import { deepStrictEqual, throws } from "node:assert/strict";
import { ByteTable } from "../../../lib/backend/mod.ts";
import { sameAsStock } from "../against_stock.ts";

Deno.test("ByteTable gathers the same batch on every backend", () => {
  for (const [length, maximum] of [[50, 255], [16, 7], [3, 254]]) {
    const bytes = Uint8Array.from({ length: 300 * length }, (_, i) => (i * 7919) % 256);
    const rows = Int32Array.from({ length: 400 }, (_, i) => (i * 31) % 300);
    const table = new ByteTable(bytes, length, maximum);
    sameAsStock(0, () => [table.batch(rows, [400, length])]);
    table.dispose();
  }
});

Deno.test("ByteTable gathers rows as bytes ÷ maximum, and rejects rows and shapes that it does not have", () => {
  const table = new ByteTable(new Uint8Array([0, 1, 2, 3, 4, 5]), 2, 5);
  const batch = table.batch(new Int32Array([2, 0, 2]), [3, 2, 1]);
  deepStrictEqual(batch.shape, [3, 2, 1]);
  deepStrictEqual([...batch.dataSync()], [...Float32Array.of(0.8, 1, 0, 0.2, 0.8, 1)]);
  batch.dispose();
  throws(() => table.batch(new Int32Array([3]), [1, 2]), { name: "RangeError", message: /got 3/ });
  throws(() => table.batch(new Int32Array([1]), [3]), { name: "RangeError", message: /\[3\]/ });
  throws(() => new ByteTable(new Uint8Array(5), 2, 1), { name: "RangeError", message: /5 bytes/ });
  table.dispose();
  throws(() => table.batch(new Int32Array([1]), [1, 2]), TypeError);
});
