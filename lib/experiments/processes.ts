import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import * as tf from "@tensorflow/tfjs";
import { Interruption } from "../training/mod.ts";
import {
  type ProcessBackend,
  requestOf,
  requireSendable,
  trialOf,
  type TrialReply,
} from "./messages.ts";
import type { PlannedTrial, Trial } from "./trial.ts";

/** How often a request to stop is looked for. */
const POLL_MS = 100;

/** How {@linkcode trainInProcesses} trains. */
interface ProcessOptions {
  processes: number;
  /** called, and awaited, with the number of finished trials */
  finished: (count: number) => unknown;
  signal?: AbortSignal;
}

/**
 * Trains each trial in one of several processes, as many at a time.
 *
 * @returns the finished trials, in the order of the plan: all, or fewer if it was interrupted
 * @throws {RangeError} a training diverges, or has an option that cannot be sent to another process
 */
export async function trainInProcesses(
  plan: readonly PlannedTrial[],
  { processes, finished, signal }: ProcessOptions,
): Promise<Trial[]> {
  const backend = shareOf(Math.min(processes, plan.length));
  plan.forEach(requireSendable); // before all work
  const trials: (Trial | undefined)[] = plan.map(() => undefined), queue = [...plan.entries()];
  using interruption = new Interruption(signal);
  const children = new Set<ChildProcess>();
  let stopped = false, failure: unknown;
  const stop = () => {
    stopped = true;
    for (const child of children) child.kill("SIGKILL");
  };
  const work = async () => {
    const child = startProcess();
    children.add(child);
    const ended = once(child, "exit");
    ended.catch(() => {}); // if the process cannot start, a trial says so
    try {
      for (let next = queue.shift(); next && !stopped; next = queue.shift()) {
        const [i, planned] = next;
        trials[i] = await trainIn(child, planned, backend);
        if (!trials[i]) return stop();
        await finished(trials.filter((trial) => trial).length);
      }
      child.disconnect();
      await ended;
    } catch (error) {
      if (!stopped) failure = error;
      stop();
    } finally {
      children.delete(child);
    }
  };
  let done = false;
  const all = Promise.all(Array.from({ length: Math.min(processes, plan.length) }, work))
    .finally(() => done = true);
  while (!done) {
    if (!stopped && await interruption.requested()) stop();
    let timer: ReturnType<typeof setTimeout>;
    await Promise.race([all, new Promise((resolve) => timer = setTimeout(resolve, POLL_MS))]);
    clearTimeout(timer!);
  }
  if (failure) throw failure;
  return trials.filter((trial) => trial !== undefined);
}

/** The selected backend, which has what computes and its threads in its name. */
function shareOf(processes: number): ProcessBackend {
  const [, kind, threads] = /^native-(\w+)-(\d+)$/.exec(tf.getBackend()) ?? [];
  if (tf.getBackend() === "cpu") return { prefer: "cpu", threads: 1 };
  if (!kind) {
    throw new RangeError(
      `processes needs the backend cpu or one of useBackend() on this processor, got "${tf.getBackend()}": omit processes`,
    );
  }
  const share = Math.max(1, Math.floor(Number(threads) / processes));
  return { prefer: kind as ProcessBackend["prefer"], threads: share };
}

function startProcess(): ChildProcess {
  const program = new URL("./trial_process.ts", import.meta.url);
  return fork(program, [], { serialization: "advanced" });
}

/** The trained trial, or undefined if the process was interrupted. */
async function trainIn(
  child: ChildProcess,
  planned: PlannedTrial,
  backend: ProcessBackend,
): Promise<Trial | undefined> {
  const gone = new AbortController(), { signal } = gone;
  const { name, seed } = planned;
  const ended = once(child, "exit", { signal }).then(([code, killedBy]) => {
    if (killedBy === "SIGINT") return undefined;
    throw new Error(
      `${name}, seed ${seed}: its process ended with ${killedBy ?? code} before the trial was done`,
    );
  });
  const replied = once(child, "message", { signal }).then(([message]) => {
    const reply = message as TrialReply;
    if ("interrupted" in reply) return undefined;
    if ("trial" in reply) return trialOf(reply);
    throw new (reply.name === "RangeError" ? RangeError : Error)(reply.error);
  });
  try {
    child.send(requestOf(planned, backend));
    return await Promise.race([replied, ended]);
  } finally {
    gone.abort();
    await Promise.allSettled([replied, ended]); // the one that waits in vain is rejected
  }
}
