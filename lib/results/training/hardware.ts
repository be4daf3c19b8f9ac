import { cpus } from "node:os";
import type { BackendInfo } from "../../backend/mod.ts";

/** The machine that a figure was measured on, in one line. */
export function machineName({ name, gemm, simd, threads }: BackendInfo): string {
  const processor = (cpus()[0]?.model ?? "unknown processor").trim();
  const cores = navigator.hardwareConcurrency;
  const products = gemm === "none" ? name : `${gemm}, ${simd}`;
  return `${processor}, ${cores} cores; ${products}, ${threads} ` +
    (threads === 1 ? "thread" : "threads");
}
