import type { JobFamily } from "../job.ts";
import { oneChannelJobs } from "./one_channel_jobs.ts";
import { poolingJobs } from "./pooling_jobs.ts";
import { resizeJobs } from "./resize_jobs.ts";
import { windowJobs } from "./window_jobs.ts";
import { winogradJobs } from "./winograd_jobs.ts";

/** All jobs of convolutions, and of pooling and resizing, which go the same way. */
export const convolutionJobs: JobFamily = (context) => ({
  ...windowJobs(context),
  ...oneChannelJobs(context),
  ...winogradJobs(context),
  ...poolingJobs(context),
  ...resizeJobs(context),
});
