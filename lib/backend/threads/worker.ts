// A worker thread. It spins for a tenth of a millisecond, the usual pause between two jobs of a
// training step, and then sleeps until the next job. It returns to its event loop, and so ends, only
// when the pool is closed; the process does not wait for it (see pool.ts).
import process from "node:process";
import { workerData } from "node:worker_threads";
import { jobsFor } from "../all_jobs.ts";
import { threadContext, type ThreadPlan } from "./context.ts";
import {
  ARGUMENTS,
  Call,
  claim,
  CONTROL,
  Control,
  CONTROL_WORDS,
  FAILURE,
  MAXIMUM_THREADS,
  share,
} from "../protocol/memory_map.ts";

const SPINS = 60_000;

const { plan, thread, generation } = workerData as {
  plan: ThreadPlan;
  thread: number;
  generation: number;
};
const { memory, threads } = plan;
const control = new Int32Array(memory.buffer, CONTROL, CONTROL_WORDS);
const call = new Float64Array(memory.buffer, ARGUMENTS, Call.capacity);

function fail(error: unknown): void {
  const text = new TextEncoder().encode(String(error).slice(0, 1000));
  if (Atomics.compareExchange(control, Control.failed, 0, thread) !== 0) return;
  new Uint8Array(memory.buffer, FAILURE, text.length).set(text);
  Atomics.store(control, Control.failureLength, text.length);
}

function serve(): void {
  const jobs = [...jobsFor(threadContext(plan, thread)).values()];
  const closed = () => Atomics.load(control, Control.generation) !== generation;
  if (closed()) return;
  let sequence = 0;
  Atomics.add(control, Control.started, 1);
  for (;;) {
    for (let spin = 0; Atomics.load(control, Control.sequence) === sequence; spin++) {
      if (spin < SPINS) continue;
      Atomics.add(control, Control.sleeping, 1);
      Atomics.wait(control, Control.sequence, sequence);
      Atomics.sub(control, Control.sleeping, 1);
      spin = 0;
    }
    sequence = Atomics.load(control, Control.sequence);
    if (closed()) return;
    // Until the share is claimed, the main thread may take it over and write the next job.
    const before = (sequence - 1) | 0;
    if (Atomics.compareExchange(control, claim(thread), before, sequence) !== before) continue;
    const [low, high] = share(call[Call.count], call[Call.align], thread, threads);
    try {
      jobs[call[Call.job]](low, high, thread, call, Call.first);
    } catch (error) {
      fail(error);
    }
    Atomics.add(control, Control.finished, 1);
    if (Atomics.load(control, Control.waiting)) Atomics.notify(control, Control.finished);
  }
}

if (thread >= MAXIMUM_THREADS) process.exit(1);
serve();
