// A thread beside the workers of a pool: it takes pieces as they do, but computes each 2 ms late.
import { parentPort, workerData } from "node:worker_threads";
import { jobsFor } from "../../../lib/backend/all_jobs.ts";
import {
  ARGUMENTS,
  Call,
  CONTROL,
  Control,
  CONTROL_WORDS,
} from "../../../lib/backend/protocol/memory_map.ts";
import { takePieces } from "../../../lib/backend/protocol/pieces.ts";
import { threadContext, type ThreadPlan } from "../../../lib/backend/threads/context.ts";

const { plan, taken } = workerData as { plan: ThreadPlan; taken: Int32Array };
const { memory, threads } = plan;
const control = new Int32Array(memory.buffer, CONTROL, CONTROL_WORDS);
const call = new Float64Array(memory.buffer, ARGUMENTS, Call.capacity);
// It has the scratch memory behind that of the pool's threads.
const jobs = [...jobsFor(threadContext(plan, threads)).values()].map(({ job }) => job);
const asleep = new Int32Array(new SharedArrayBuffer(4));
const generation = Atomics.load(control, Control.generation);
let sequence = Atomics.load(control, Control.sequence);
parentPort!.postMessage("ready");
while (Atomics.load(control, Control.generation) === generation) {
  const next = Atomics.load(control, Control.sequence);
  if (next === sequence) continue;
  sequence = next;
  takePieces(control, call, threads - 1, threads, sequence, (low, high, share) => {
    Atomics.wait(asleep, 0, 0, 2);
    jobs[call[Call.job]](low, high, share, call, Call.first);
    Atomics.add(taken, 0, 1);
    Atomics.add(control, Control.finished, 1);
    Atomics.notify(control, Control.finished);
  });
}
