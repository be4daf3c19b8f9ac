import { fromFileUrl } from "@std/path";
import type { Launch } from "./engine.ts";
import { benchPython } from "./venv.ts";

/** The engines that are compared. */
export const engineNames = [
  "ours-blas",
  "ours-wasm",
  "pytorch",
  "keras",
  "jax",
  "tfjs-wasm",
  "tfjs-cpu",
] as const;
/** One of {@linkcode engineNames}. */
export type EngineName = typeof engineNames[number];

/** The engines that need the Python environment of the benchmarks. */
export const pythonEngines: EngineName[] = ["pytorch", "keras", "jax"];

const file = (name: string) => fromFileUrl(new URL(name, import.meta.url));
const config = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** How the process of `engine` is started. */
export function launchOf(engine: EngineName, threads: number, torchCompile = false): Launch {
  const [family, variant] = engine.split("-");
  const limits = { OMP_NUM_THREADS: `${threads}` };
  if (engine === "pytorch") {
    // By default glibc returns freed activations to the system, which faults them in again at each
    // step. Without that, the convolutions of PyTorch are up to a quarter faster.
    const keep = {
      MALLOC_MMAP_MAX_: "0",
      MALLOC_TRIM_THRESHOLD_: "-1",
      MALLOC_TOP_PAD_: `${256 << 20}`,
    };
    const compile: Record<string, string> = torchCompile ? { BENCH_TORCH_COMPILE: "1" } : {};
    const env = { ...limits, ...keep, ...compile };
    return { command: benchPython, args: [file("pytorch.py")], env };
  }
  if (engine === "keras") {
    return { command: benchPython, args: [file("tensorflow_keras.py")], env: limits };
  }
  if (engine === "jax") {
    return { command: benchPython, args: [file("jax_xla.py")], env: { NPROC: `${threads}` } };
  }
  const args = ["run", "-A", "--quiet", "--config", config, file(`${family}.ts`), variant];
  return { command: Deno.execPath(), args };
}
