import { causalJobs } from "./ops/causal/jobs.ts";
import { oneChannelJobs } from "./ops/convolution/one_channel_jobs.ts";
import { stridedJobs } from "./ops/convolution/strided_jobs.ts";
import { windowJobs } from "./ops/convolution/window_jobs.ts";
import { winogradJobs } from "./ops/convolution/winograd_jobs.ts";
import { elementwiseJobs } from "./ops/elementwise/jobs.ts";
import { lossJobs } from "./ops/loss/jobs.ts";
import { matmulJobs } from "./ops/matmul/jobs.ts";
import { movementJobs } from "./ops/movement/jobs.ts";
import { normalizationJobs } from "./ops/normalization/jobs.ts";
import { poolingJobs } from "./ops/pooling/jobs.ts";
import { reductionJobs } from "./ops/reduction/jobs.ts";
import { resizeJobs } from "./ops/resize/jobs.ts";
import { optimizerJobs } from "./optimizers/jobs.ts";
import type { JobFamily, JobImplementation } from "./protocol/job.ts";
import type { ThreadContext } from "./protocol/thread_context.ts";

const families: JobFamily[] = [
  causalJobs,
  elementwiseJobs,
  lossJobs,
  matmulJobs,
  movementJobs,
  normalizationJobs,
  oneChannelJobs,
  optimizerJobs,
  poolingJobs,
  reductionJobs,
  resizeJobs,
  stridedJobs,
  windowJobs,
  winogradJobs,
];

/** All jobs by name, in the same order on every thread, so that an index identifies a job. */
export function jobsFor(context: ThreadContext): Map<string, JobImplementation> {
  const jobs = families.flatMap((family) => family(context));
  const byName = new Map(jobs.map((job) => [job.name, job]));
  if (byName.size !== jobs.length) throw new TypeError("two jobs have the same name");
  return byName;
}
