import { fromFileUrl, join } from "@std/path";
import { capture } from "../../tasks/process.ts";
import { temporaryFolder } from "../../tasks/temporary.ts";

/** The peak performance of the machine with that many threads. */
export interface Peaks {
  threads: number;
  /** multiplications and additions in registers, 10⁹ per second, all threads together */
  gflops: number;
  /** bytes of the three arrays of a thread, and 10⁹ bytes per second of all threads */
  bandwidth: { bytes: number; gbytes: number }[];
}

const symbols = {
  fma_gflops: { parameters: ["f64"], result: "f64", nonblocking: true },
  triad_gbytes: {
    parameters: ["buffer", "buffer", "buffer", "usize", "f64"],
    result: "f64",
    nonblocking: true,
  },
} as const;

const WORKING_SETS = [2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24, 2 ** 26, 2 ** 28];
// The best of several short measurements, so that other processes do not lower a bound.
const SECONDS = 0.03;
const TRIES = 8;

/** Measures the machine; undefined without a C compiler. */
export async function measurePeaks(threads: number): Promise<Peaks | undefined> {
  await using folder = await temporaryFolder();
  const library = join(folder.path, "peak.so");
  const source = fromFileUrl(new URL("peak.c", import.meta.url));
  const native = Deno.build.arch === "x86_64" ? ["-march=native", "-mprefer-vector-width=512"] : [];
  const flags = ["-O3", ...native, "-shared", "-fPIC"];
  const done = await capture("cc", [...flags, "-o", library, source]);
  if (done?.code !== 0) return undefined;
  return await measureWith(Deno.dlopen(library, symbols), threads);
}

async function measureWith(
  { symbols: { fma_gflops, triad_gbytes } }: Deno.DynamicLibrary<typeof symbols>,
  threads: number,
): Promise<Peaks> {
  const together = async (work: () => Promise<number>) => {
    let best = 0;
    for (let i = 0; i < TRIES; i++) {
      const each = await Promise.all(Array.from({ length: threads }, work));
      best = Math.max(best, each.reduce((a, b) => a + b));
    }
    return best;
  };
  const gflops = await together(() => fma_gflops(SECONDS));
  const bandwidth: Peaks["bandwidth"] = [];
  for (const bytes of WORKING_SETS) {
    const n = Math.floor(bytes / 12);
    const arrays = Array.from(
      { length: threads },
      () => [1, 2, 3].map((value) => new Float32Array(n).fill(value)),
    );
    let turn = 0;
    const gbytes = await together(() => {
      const [a, b, c] = arrays[turn++ % threads];
      return triad_gbytes(a, b, c, BigInt(n), SECONDS);
    });
    bandwidth.push({ bytes, gbytes });
  }
  return { threads, gflops, bandwidth };
}

/** The least milliseconds for that work: those of its arithmetic or of its bytes, if longer. */
export function boundMs(
  { gflops, bandwidth, threads }: Peaks,
  flops: number,
  bytes: number,
): number {
  const set = bandwidth.find((each) => each.bytes * threads >= bytes) ?? bandwidth.at(-1)!;
  return Math.max(flops / gflops, bytes / set.gbytes) / 1e6;
}
