// A worker thread. It spins for a moment and then sleeps until the next job. It returns to its event
// loop, and so ends, only when the pool is closed; the process does not wait for it (see pool.ts).
import { jobsFor } from "../all_jobs.ts";
import { receive } from "../host.ts";
import { threadContext, type WorkerData } from "./context.ts";
import {
  ARGUMENTS,
  Call,
  CONTROL,
  Control,
  CONTROL_WORDS,
  FAILURE,
} from "../protocol/memory_map.ts";
import { takePieces } from "../protocol/pieces.ts";

// Iterations for which a worker spins before it sleeps: at most a tenth of a millisecond, the usual
// pause between two jobs of a training step. A worker that comes too late, when the other threads have
// taken all pieces, competes with another program for its core, or with the main thread, and spinning
// takes their time; it spins longer again with each job that it helps with.
const MOST_SPINS = 20_000;
const LEAST_SPINS = 500;
const MORE_SPINS = 1.03;

function serve({ plan, thread, generation }: WorkerData): void {
  const { memory, threads } = plan;
  const control = new Int32Array(memory.buffer, CONTROL, CONTROL_WORDS);
  const call = new Float64Array(memory.buffer, ARGUMENTS, Call.capacity);
  const fail = (share: number, error: unknown) => {
    const text = new TextEncoder().encode(String(error).slice(0, 1000));
    if (Atomics.compareExchange(control, Control.failed, 0, share + 1) !== 0) return;
    new Uint8Array(memory.buffer, FAILURE, text.length).set(text);
    Atomics.store(control, Control.failureLength, text.length);
  };
  const jobs = [...jobsFor(threadContext(plan, thread)).values()].map(({ job }) => job);
  const closed = () => Atomics.load(control, Control.generation) !== generation;
  if (closed()) return;
  let sequence = 0, spins = MOST_SPINS;
  Atomics.add(control, Control.started, 1);
  for (;;) {
    for (let spin = 0; Atomics.load(control, Control.sequence) === sequence; spin++) {
      if (spin < spins) continue;
      Atomics.add(control, Control.sleeping, 1);
      Atomics.wait(control, Control.sequence, sequence);
      Atomics.sub(control, Control.sleeping, 1);
      spin = 0;
    }
    sequence = Atomics.load(control, Control.sequence);
    if (closed()) return;
    const taken = takePieces(control, call, thread, threads, sequence, (low, high, share) => {
      try {
        jobs[call[Call.job]](low, high, share, call, Call.first);
      } catch (error) {
        fail(share, error);
      }
      Atomics.add(control, Control.finished, 1);
      if (Atomics.load(control, Control.waiting)) Atomics.notify(control, Control.finished);
    });
    spins = taken > 0 ? Math.min(MOST_SPINS, spins * MORE_SPINS) : LEAST_SPINS;
  }
}

receive(serve);
