import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { jobsFor } from "../../../lib/backend/all_jobs.ts";
import { convolution } from "../../../lib/backend/ops/convolution/window_jobs.ts";
import { windowLayout } from "../../../lib/backend/ops/convolution/windows.ts";
import { share } from "../../../lib/backend/protocol/pieces.ts";
import { Heap, sharedMemory } from "../../../lib/backend/runtime/heap.ts";
import { heapStart } from "../../../lib/backend/protocol/memory_map.ts";
import { binary, unary } from "../../../lib/backend/ops/elementwise/jobs.ts";
import { fill } from "../../../lib/backend/ops/movement/jobs.ts";
import type { Arguments } from "../../../lib/backend/protocol/arguments.ts";
import { type JobCall, JobType } from "../../../lib/backend/protocol/job.ts";
import { ThreadPool } from "../../../lib/backend/threads/pool.ts";

const kernels = new URL("../../../lib/backend/kernels.wasm", import.meta.url);

async function pool(threads: number) {
  const module = new WebAssembly.Module(await Deno.readFile(kernels)), memory = sharedMemory();
  const made = new ThreadPool({ memory, module, threads });
  await made.ready();
  return { pool: made, memory, heap: new Heap(memory, heapStart(threads)) };
}

/** The job over n items, which all threads share. */
function callOf<Name extends string, List extends string = never>(
  { name, layout }: JobType<Name, List>,
  count: number,
  args: Arguments<Name, List>,
): JobCall {
  return { name, count, minimum: 0, align: 16, args: layout.pack(args) };
}

Deno.test("a job runs over all its items whatever the number of threads", async () => {
  for (const threads of [1, 2, 5]) {
    const { pool: made, memory, heap } = await pool(threads);
    const n = 10_001, address = heap.allocate(4 * n);
    made.run(callOf(fill, n, { y: address, value: 7 }));
    made.run(callOf(unary.mapSquare, n, { x: address, y: address, parameter: 0 }));
    ok(new Float32Array(memory.buffer, address, n).every((value) => value === 49));
    made.close();
  }
});

Deno.test("a crash in any thread is an error in the caller, and the next job runs", async () => {
  const { pool: made, memory, heap } = await pool(2);
  const n = 1000, address = heap.allocate(4 * n), end = memory.buffer.byteLength;
  // The second half of the numbers, the share of the worker, is past the end of the memory.
  throws(
    () => made.run(callOf(fill, n, { y: end - 4 * 600, value: 1 })),
    /"fill" failed in share 1: Runtime/,
  );
  throws(() => made.run(callOf(fill, n, { y: end + 65536, value: 1 })), /out of bounds/);
  made.run(callOf(fill, n, { y: address, value: 3 }));
  strictEqual(new Float32Array(memory.buffer, address, n)[n - 1], 3);
  throws(() => made.run(callOf(new JobType("no such job", []), n, {})), TypeError);
  made.close();
});

Deno.test("a closed pool computes the same jobs alone, until the next workers have started", async () => {
  const { pool: made, memory, heap } = await pool(2);
  const n = 10_001, address = heap.allocate(4 * n);
  const values = new Float32Array(memory.buffer, address, n);
  for (let value = 1; value <= 9; value++) {
    made.close();
    if (value % 3 === 0) await made.ready();
    if (value % 3 === 1) await new Promise((resolve) => setTimeout(resolve, value));
    made.run(callOf(fill, n, { y: address, value }));
    ok(values.every((found) => found === value));
    if (value % 4 === 0) made.close();
  }
  made.close();
});

Deno.test("the calling thread computes the shares that sleeping or slow workers do not claim, each once", async () => {
  const { pool: made, memory, heap } = await pool(4);
  const n = 1 << 10, address = heap.allocate(4 * n), one = heap.allocate(4);
  made.run(callOf(fill, n, { y: address, value: 0 }));
  made.run(callOf(fill, 1, { y: one, value: 1 }));
  const plusOne = { a: address, b: one, y: address, aStep: 1, bStep: 0 };
  const values = new Float32Array(memory.buffer, address, n);
  for (let round = 0; round < 2000; round++) {
    made.run(callOf(binary.add, n, plusOne));
    if (round % 200 === 0) await new Promise((resolve) => setTimeout(resolve, 5)); // long enough to fall asleep
  }
  ok(values.every((value) => value === 2000));
  made.close();
});

Deno.test("a job in blocks has the bits of one caller that computes all, also with a thread that is late", async () => {
  const module = new WebAssembly.Module(await Deno.readFile(kernels));
  const images = 8, side = 32, channels = 16, filters = 5, pixels = images * side * side;
  for (const threads of [2, 3, 4, 5]) {
    const memory = sharedMemory(), heap = new Heap(memory, heapStart(threads + 1));
    const plan = { memory, module, threads }, made = new ThreadPool(plan);
    await made.ready();
    const taken = new Int32Array(new SharedArrayBuffer(4));
    const late = new Worker(new URL("./late_worker.ts", import.meta.url), {
      workerData: { plan, taken },
    });
    await new Promise((resolve) => late.once("message", resolve));
    const numbers = (length: number) => {
      const address = heap.allocate(4 * length);
      return { address, values: new Float32Array(memory.buffer, address, length) };
    };
    const [x, filter, bias, y] = [
      pixels * channels,
      9 * channels * filters,
      filters,
      pixels * filters,
    ]
      .map(numbers);
    for (const { values } of [x, filter, bias]) values.forEach((_, i) => values[i] = Math.sin(i));
    const size = { height: side, width: side, channels, outHeight: side, outWidth: side };
    const taps = {
      tapsY: 3,
      tapsX: 3,
      strideY: 1,
      strideX: 1,
      top: -1,
      left: -1,
      stepY: 1,
      stepX: 1,
    };
    const call = callOf(convolution, pixels, {
      ...{ x: x.address, filter: filter.address, y: y.address, bias: bias.address },
      ...{ filters, relu: 0, columnsAreX: 0, windows: windowLayout.pack({ ...size, ...taps }) },
      placement: [],
    });
    const { job, block } = jobsFor(made.context).get(call.name)!;
    for (let thread = 0; thread < threads; thread++) {
      job(...share(pixels, call.align, thread, threads), thread, call.args, 0);
    }
    const expected = y.values.slice();
    ok(expected.some((value) => value !== 0));
    ok(block!(call.args) < pixels / threads, "a share has several blocks");
    for (let round = 0; round < 500 && taken[0] < 5; round++) {
      y.values.fill(NaN);
      made.run(call);
      deepStrictEqual(y.values, expected);
    }
    ok(taken[0] > 0, "the late thread has taken a piece");
    made.close();
    await late.terminate();
  }
});

async function evaluate(script: string): Promise<{ code: number; output: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", `import { useBackend } from "@autoencoders/backend";\n${script}`],
    cwd: new URL("../../../", import.meta.url),
    stderr: "null",
  }).output();
  return { code, output: new TextDecoder().decode(stdout).trim() };
}

Deno.test("a process ends with its own exit code although its worker threads wait for jobs", async () => {
  const use = `const { threads } = await useBackend({ prefer: "wasm", threads: 3 });`;
  deepStrictEqual(await evaluate(`${use} console.log(threads);`), { code: 0, output: "3" });
  strictEqual((await evaluate(`${use} throw new Error("stopped half-way");`)).code, 1);
  strictEqual((await evaluate(`${use} Deno.exit(5);`)).code, 5);
});
