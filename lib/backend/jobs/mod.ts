import { convolutionJobs } from "../convolution/jobs.ts";
import type { Job, JobFamily, ThreadContext } from "../job.ts";

/** Every family of jobs. All threads load this list, so a job's number means the same to each. */
const families: JobFamily[] = [convolutionJobs];

/** All jobs by name, in the one order that every thread has. */
export function jobsFor(context: ThreadContext): Map<string, Job> {
  return new Map(families.flatMap((family) => Object.entries(family(context))));
}
