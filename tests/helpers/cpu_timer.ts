import { cpuUsage } from "node:process";

/**
 * Starts a timer: the function returns the seconds of CPU time that this process has used since. It is
 * for work that would take minutes if it were done the wrong way; other programs hardly change it.
 */
export function cpuTimer(): () => number {
  const start = cpuUsage();
  return () => {
    const { user, system } = cpuUsage(start);
    return (user + system) / 1e6;
  };
}
