import type { BackendInfo } from "../backend/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import { display, type MimeBundle } from "./display.ts";
import { escapeHtml, frame } from "./style/html.ts";

/**
 * Says which data a lesson works on and, where a backend is given, what computes. Made data that
 * stands in for the real is named as such in a box that cannot be missed; why it does, and what to do
 * about it, `loadDataset` has said already.
 *
 * @example
 * ```ts
 * import { loadDataset } from "@autoencoders";
 * import { showSetup } from "@autoencoders/figures";
 *
 * await showSetup(await loadDataset("strokes", { trainCount: 20, testCount: 10 }));
 * ```
 */
export async function showSetup(data: Dataset, backend?: BackendInfo): Promise<void> {
  await display(setupFigure(data, backend));
}

/** What {@linkcode showSetup} shows. No path of the reader's machine is in it. */
export function setupFigure(data: Dataset, backend?: BackendInfo): MimeBundle {
  const { train, test } = data;
  const lines = [
    [
      "data",
      `${data.substitutionNotice ? "NOT THE REAL DATA: " : ""}${data.title}, ${
        origins[data.source]
      }`,
    ],
    [
      "images",
      `${train.count.toLocaleString("en")} to train, ${test.count.toLocaleString("en")} to test, ` +
      `${train.height} × ${train.width} pixels, ${data.classNames.length} classes`,
    ],
    ["licence", data.licence],
    ...(backend ? [["backend", inBrief(backend)]] : []),
  ];
  const rows = lines.map(([name, value]) =>
    `<tr><td style="text-align:left;font-weight:600">${name}</td>` +
    `<td style="text-align:left">${escapeHtml(value)}</td></tr>`
  );
  const table = `<table><tbody>${rows.join("")}</tbody></table>`;
  return {
    "text/plain": lines.map(([name, value]) => `${name.padEnd(8)} ${value}`).join("\n"),
    "text/html": frame(
      data.substitutionNotice
        ? `<div role="alert" style="border:3px solid #c84b00">${table}</div>`
        : table,
      {},
    ),
  };
}

const origins: Record<Dataset["source"], string> = {
  folder: "read from files on this machine",
  download: "downloaded just now and checked",
  synthetic: "drawn by this library, not collected from people",
};

const products: Record<BackendInfo["gemm"], string> = {
  openblas: "matrix products by OpenBLAS",
  accelerate: "matrix products by Accelerate",
  wasm: "matrix products by WebAssembly",
  none: "TensorFlow.js's own kernels",
};

function inBrief({ gemm, simd, threads, note }: BackendInfo): string {
  const many = `${threads} ${threads === 1 ? "thread" : "threads"}`;
  return `${products[gemm]} (${simd}), ${many}${note ? `; ${note}` : ""}`;
}
