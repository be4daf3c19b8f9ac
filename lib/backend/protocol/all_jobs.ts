import { oneChannelJobs } from "../ops/convolution/one_channel_jobs.ts";
import { windowJobs } from "../ops/convolution/window_jobs.ts";
import { winogradJobs } from "../ops/convolution/winograd_jobs.ts";
import { elementwiseJobs } from "../ops/elementwise/jobs.ts";
import type { Job, JobFamily, ThreadContext } from "./job.ts";
import { lossJobs } from "../ops/loss/jobs.ts";
import { movementJobs } from "../ops/movement/jobs.ts";
import { normalizationJobs } from "../ops/normalization/jobs.ts";
import { optimizerJobs } from "../optimizers/jobs.ts";
import { productJobs } from "../ops/matmul/jobs.ts";
import { poolingJobs } from "../ops/pooling/jobs.ts";
import { resizeJobs } from "../ops/resize/jobs.ts";
import { reductionJobs } from "../ops/reduction/jobs.ts";

/** Every family of jobs. All threads load this list, so a job's number means the same to each. */
const families: JobFamily[] = [
  elementwiseJobs,
  lossJobs,
  movementJobs,
  normalizationJobs,
  oneChannelJobs,
  optimizerJobs,
  poolingJobs,
  productJobs,
  reductionJobs,
  resizeJobs,
  windowJobs,
  winogradJobs,
];

/** All jobs by name, in the one order that every thread has. */
export function jobsFor(context: ThreadContext): Map<string, Job> {
  const jobs = families.flatMap((family) => Object.entries(family(context)));
  const byName = new Map(jobs);
  if (byName.size !== jobs.length) throw new TypeError("two jobs have the same name");
  return byName;
}
