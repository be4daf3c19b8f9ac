import { convolutionJobs } from "../convolution/jobs.ts";
import { elementwiseJobs } from "../elementwise/jobs.ts";
import type { Job, JobFamily, ThreadContext } from "../job.ts";
import { lossJobs } from "../loss/jobs.ts";
import { movementJobs } from "../movement/jobs.ts";
import { normalizationJobs } from "../normalization/jobs.ts";
import { optimizerJobs } from "../optimizers/jobs.ts";
import { productJobs } from "../product/jobs.ts";
import { randomJobs } from "../random/jobs.ts";
import { reductionJobs } from "../reduction/jobs.ts";

/** Every family of jobs. All threads load this list, so a job's number means the same to each. */
const families: JobFamily[] = [
  convolutionJobs,
  elementwiseJobs,
  lossJobs,
  movementJobs,
  normalizationJobs,
  optimizerJobs,
  productJobs,
  randomJobs,
  reductionJobs,
];

/** All jobs by name, in the one order that every thread has. */
export function jobsFor(context: ThreadContext): Map<string, Job> {
  const jobs = families.flatMap((family) => Object.entries(family(context)));
  const byName = new Map(jobs);
  if (byName.size !== jobs.length) throw new TypeError("two jobs have the same name");
  return byName;
}
