import { ArgumentLayout, type Arguments, type Unpacked, type Words, words } from "./arguments.ts";
import type { ThreadContext } from "./thread_context.ts";

/**
 * Computes one thread's share of a job: the items low…high−1 (images, rows, numbers: the job says
 * which). A share may be empty (low = high): if a job stays on one thread, those of the others are.
 * The packed arguments, the same for all threads, begin at `numbers[at]`.
 */
export type Job = (
  low: number,
  high: number,
  thread: number,
  numbers: Float64Array,
  at: number,
) => void;

/**
 * A job by its name and its arguments. Constants of this type are what the kernels that run a job
 * and the threads that compute it share.
 */
export class JobType<Name extends string, List extends string = never> {
  readonly layout: ArgumentLayout<Name, List>;

  constructor(readonly name: string, names: readonly Name[], lists?: readonly List[]) {
    this.layout = new ArgumentLayout(names, lists);
  }

  /**
   * The job as one thread computes it.
   *
   * @param compute the share low…high−1; a job that sums over its items leaves one partial result for
   * each `thread`
   */
  implement(
    compute: (args: Unpacked<Name, List>, low: number, high: number, thread: number) => void,
  ): JobImplementation {
    const { name, layout } = this;
    return {
      name,
      job: (low, high, thread, numbers, at) => compute(layout.read(numbers, at), low, high, thread),
    };
  }

  /**
   * The same for a job that computes its share in blocks, each independent of the others: threads may
   * then share the blocks, and the bits remain the same.
   *
   * @param block the number of items of a block
   */
  implementInBlocks(
    block: (args: Unpacked<Name, List>) => number,
    compute: (args: Unpacked<Name, List>, low: number, high: number) => void,
  ): JobImplementation {
    return { ...this.implement(compute), block: (numbers) => block(this.layout.read(numbers)) };
  }
}

/** A job for one thread, under the name of its type. */
export interface JobImplementation {
  name: string;
  job: Job;
  /** items of a block, given the packed arguments, if a share is computed in independent blocks */
  block?: (numbers: Float64Array) => number;
}

/**
 * The jobs of one subject, made for one thread. Listed in all_jobs.ts, which every thread loads.
 */
export type JobFamily = (context: ThreadContext) => JobImplementation[];

/**
 * Declares a job.
 *
 * @param names its arguments that are numbers, separated by spaces
 * @param lists its arguments that are lists of numbers
 */
export function jobType<Names extends string, Lists extends string = never>(
  name: string,
  names: Names,
  lists?: Lists,
): JobType<Words<Names>, Words<Lists>> {
  return new JobType(name, words(names), lists === undefined ? [] : words(lists));
}

/** Declares jobs with the same arguments, named `${key}${suffix}`, by key. */
export function jobTypes<Key extends string, Names extends string, Lists extends string = never>(
  keys: readonly Key[],
  suffix: string,
  names: Names,
  lists?: Lists,
): Record<Key, JobType<Words<Names>, Words<Lists>>> {
  const types = keys.map((key) => [key, jobType(`${key}${suffix}`, names, lists)]);
  return Object.fromEntries(types);
}

/** How many items a job has, and how threads share them. */
export interface Items {
  count: number;
  /**
   * With fewer items the job stays on the calling thread, because waking the others costs about as
   * much as 2^14 additions; default 0.
   */
  minimum?: number;
  /** shares begin at multiples of this; default 1 */
  align?: number;
}

/** A job with its packed arguments: all that is needed to run it, once or again. */
export interface JobCall extends Required<Items> {
  name: string;
  args: Float64Array;
  /** items of a block, or 0; the pool sets it when it first runs the call */
  block?: number;
}

/** Runs a job on all threads, and returns the call when each has finished. */
export type RunJob = <Name extends string, List extends string>(
  job: JobType<Name, List>,
  items: Items,
  args: Arguments<Name, List>,
) => JobCall;
