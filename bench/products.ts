// Matrix products in GFLOP/s, compared with the peak of a loop of multiplications and additions:
// `deno run -A bench/products.ts`.
import * as tf from "@tensorflow/tfjs";
// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { useBackend } from "../lib/backend/mod.ts";
import { machine } from "./report/machine.ts";
import { measurePeaks } from "./native/native.ts";
import { markdownTable } from "../tasks/markdown_table.ts";
import { refuseArguments } from "../tasks/options.ts";
import { runTask } from "../tasks/project.ts";
import { figures } from "./report/report.ts";

/** m, k, n of C = A·B: those of the networks, and large ones that reach the peak. */
const sizes: [string, number, number, number, boolean?, boolean?][] = [
  ["square", 1024, 1024, 1024],
  ["dense, first layer", 256, 784, 512],
  ["dense, gradient of its weights", 784, 256, 512, true],
  ["dense, gradient of its input", 256, 512, 784, false, true],
  ["dense, before the code", 256, 128, 32],
  ["emnist1, before the code", 128, 12544, 32],
  ["a Winograd block", 784, 64, 64],
];

const THREADS = 2;
const SECONDS = 0.5;
const SAMPLES = 5;

async function main(): Promise<void> {
  refuseArguments("deno run -A bench/products.ts");
  const peaks = await measurePeaks(THREADS);
  const peak = peaks?.gflops;
  console.log(Object.values(machine()).join(", "));
  console.log(
    peak
      ? `peak of multiply-add in registers on ${THREADS} threads: ${figures(peak)} GFLOP/s`
      : "no C compiler (cc), so the peak is not measured",
  );
  const body: string[][] = sizes.map(([name, m, k, n]) => [name, `${m}×${k}×${n}`]);
  const head = ["product", "m×k×n"];
  for (const prefer of ["auto", "wasm"] as const) {
    const { gemm } = await useBackend({ prefer, threads: THREADS });
    head.push(`${gemm} GFLOP/s`, ...(peak ? ["of peak"] : []));
    sizes.forEach(([, m, k, n, transposeA, transposeB], i) => {
      const gflops = rate(m, k, n, transposeA, transposeB);
      body[i].push(figures(gflops), ...(peak ? [`${Math.round(gflops / peak * 100)} %`] : []));
    });
  }
  console.log(markdownTable(head, body, 2));
}

function rate(m: number, k: number, n: number, transposeA = false, transposeB = false): number {
  const a = tf.randomUniform(transposeA ? [k, m] : [m, k]) as tf.Tensor2D;
  const b = tf.randomUniform(transposeB ? [n, k] : [k, n]) as tf.Tensor2D;
  const samples: number[] = [];
  for (let sample = 0; sample <= SAMPLES; sample++) {
    const start = performance.now(), end = start + SECONDS * 1000 / SAMPLES;
    let count = 0;
    do {
      tf.matMul(a, b, transposeA, transposeB).dispose();
      count++;
    } while (performance.now() < end);
    const ms = (performance.now() - start) / count;
    if (sample > 0) samples.push(2 * m * k * n / ms / 1e6); // the first warms up
  }
  tf.dispose([a, b]);
  return median(samples)!;
}

if (import.meta.main) {
  await runTask(main);
}
