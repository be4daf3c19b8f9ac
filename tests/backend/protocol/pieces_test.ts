import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Worker } from "node:worker_threads";
import fc from "npm:fast-check@4.10.2";
import { Call, Control, CONTROL_WORDS } from "../../../lib/backend/protocol/memory_map.ts";
import {
  awaitPieces,
  offerPieces,
  share,
  takePieces,
  withdrawPieces,
} from "../../../lib/backend/protocol/pieces.ts";

const job = fc.record({
  count: fc.nat(3000),
  align: fc.integer({ min: 1, max: 17 }),
  block: fc.nat(40),
  threads: fc.integer({ min: 1, max: 9 }),
  sequence: fc.nat(2 ** 31 - 1),
});

/** The control words and the call of a job whose pieces are offered. */
function offered(
  { count, align, block, threads, sequence }: {
    count: number;
    align: number;
    block: number;
    threads: number;
    sequence: number;
  },
) {
  const control = new Int32Array(CONTROL_WORDS), call = new Float64Array(Call.capacity);
  call[Call.count] = count;
  call[Call.align] = align;
  call[Call.block] = block;
  return { control, call, pieces: offerPieces(control, call, sequence, threads) };
}

Deno.test("share() gives each item to one thread, in order, from multiples of align", () =>
  fc.assert(fc.property(
    fc.nat(1000),
    fc.integer({ min: 1, max: 17 }),
    fc.integer({ min: 1, max: 9 }),
    (count, align, threads) => {
      let next = 0;
      for (let thread = 0; thread < threads; thread++) {
        const [low, high] = share(count, align, thread, threads);
        if (low === high) continue;
        deepStrictEqual([low, low % align], [next, 0]);
        next = high;
      }
      strictEqual(next, count);
    },
  )));

Deno.test("each item is in one piece of its share, and pieces begin at whole blocks, whoever takes them", () =>
  fc.assert(fc.property(job, fc.nat(), (job, who) => {
    const { control, call, pieces } = offered(job),
      { count, align, block, threads, sequence } = job;
    const owners: number[] = Array(count).fill(-1);
    const first = who % threads;
    const taken = takePieces(control, call, first, threads, sequence, (low, high, owner) => {
      const [start, end] = share(count, align, owner, threads);
      strictEqual(block > 0 ? (low - start) % block : low - start, 0);
      strictEqual(low >= start && high <= end, true);
      for (let item = low; item < high; item++) {
        strictEqual(owners[item], -1);
        owners[item] = owner;
      }
    });
    strictEqual(taken, pieces);
    strictEqual(owners.includes(-1), false);
    strictEqual(takePieces(control, call, first, threads, sequence, () => {}), 0);
  })));

Deno.test("every share has a piece, even an empty one, and a thread begins with its own", () =>
  fc.assert(fc.property(job, fc.nat(), (job, who) => {
    const { control, call } = offered(job), { threads, sequence } = job;
    const owners: number[] = [];
    takePieces(
      control,
      call,
      who % threads,
      threads,
      sequence,
      (_low, _high, owner) => owners.push(owner),
    );
    strictEqual(owners[0], who % threads);
    deepStrictEqual(
      [...new Set(owners)].sort((a, b) => a - b),
      Array.from({ length: threads }, (_, i) => i),
    );
  })));

Deno.test("a piece that is taken while another is computed is not taken again", () =>
  fc.assert(fc.property(job, (job) => {
    const { control, call, pieces } = offered(job), { threads, sequence } = job;
    let all = 0, depth = 0;
    const take = () => {
      const taken = takePieces(control, call, depth % threads, threads, sequence, () => {
        if (depth++ < 5) take();
      });
      all += taken;
    };
    take();
    strictEqual(all, pieces);
  })));

Deno.test("nothing can be taken from a job that was withdrawn", () =>
  fc.assert(fc.property(job, (job) => {
    const { control, call } = offered(job), { threads, sequence } = job;
    withdrawPieces(control, threads);
    strictEqual(takePieces(control, call, 0, threads, sequence, () => {}), 0);
  })));

Deno.test("a thread that knows of another job takes nothing and leaves every piece to the others", () =>
  fc.assert(fc.property(job, fc.integer({ min: 1, max: 2 ** 24 - 1 }), (job, other) => {
    const { control, call, pieces } = offered(job), { threads, sequence } = job;
    for (const late of [sequence - other, sequence + other]) {
      strictEqual(takePieces(control, call, 0, threads, late, () => {}), 0);
    }
    strictEqual(takePieces(control, call, 0, threads, sequence, () => {}), pieces);
  })));

/** Finishes `pieces` in another thread, each after `eachMs`. */
async function finishing(control: Int32Array, pieces: number, eachMs: number): Promise<Worker> {
  const code = `
    const { parentPort, workerData: { control, pieces, eachMs, finished } } = require("node:worker_threads");
    parentPort.postMessage("started");
    for (let piece = 0; piece < pieces; piece++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, eachMs);
      Atomics.add(control, finished, 1);
      Atomics.notify(control, finished);
    }`;
  const { finished } = Control;
  const worker = new Worker(code, {
    eval: true,
    workerData: { control, pieces, eachMs, finished },
  });
  await new Promise((resolve) => worker.once("message", resolve));
  return worker;
}

const shared = () =>
  new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT));

Deno.test("pieces are waited for as long as one after the other is finished, also beyond sixty waits", async () => {
  const control = shared(), worker = await finishing(control, 24, 200);
  strictEqual(awaitPieces(control, 24, 50), 24); // 4.8 s; sixty waits are 3 s
  await worker.terminate();
});

Deno.test("pieces that nobody finishes are given up", () => {
  const control = shared();
  Atomics.store(control, Control.finished, 2);
  strictEqual(awaitPieces(control, 3, 1), 2);
});
