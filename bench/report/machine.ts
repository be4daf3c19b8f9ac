import { cpus, totalmem } from "node:os";

/** The machine, as a table of measurements states it. */
export function machine(): Record<string, string | number> {
  const [cpu] = cpus();
  const vectors = Deno.build.os === "linux" && Deno.build.arch === "x86_64" ? flags() : "";
  return {
    processor: (cpu?.model ?? "unknown").trim() + vectors,
    cores: navigator.hardwareConcurrency,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${Deno.build.os} ${Deno.build.arch}`,
  };
}

/** The widest vector instructions that the kernel reports. */
function flags(): string {
  const text = Deno.readTextFileSync("/proc/cpuinfo");
  const widest = ["avx512f", "avx2", "avx"].find((flag) => text.includes(` ${flag} `));
  return widest ? ` (${widest})` : "";
}
