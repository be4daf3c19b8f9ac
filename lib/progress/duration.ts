/**
 * A duration as people write it; "–" if it is not finite. (`Intl.DurationFormat` has no style
 * without a comma between minutes and seconds.)
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { duration } from "./duration.ts";
 *
 * strictEqual(duration(940), "0.9 s");
 * strictEqual(duration(75_000), "1 min 15 s");
 * ```
 */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
