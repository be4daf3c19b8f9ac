import type { BackendInfo } from "../backend/mod.ts";
import type { Dataset } from "../datasets/mod.ts";
import { display, type MimeBundle } from "./display.ts";
import { escapeHtml, figureHtml } from "./style/html.ts";
import { requireMember } from "../require.ts";

/**
 * Shows which data a lesson uses and, if given, which backend. Synthetic data that replaces the
 * real data is marked by a box; `loadDataset` has already printed the reason and the remedy.
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
  requireMember("data", data, "classNames", "loadDataset()");
  await display(setupFigure(data, backend));
}

/** The figure of {@linkcode showSetup}; saved notebooks contain it, so it shows no local path. */
export function setupFigure(data: Dataset, backend?: BackendInfo): MimeBundle {
  const { train, test } = data;
  const lines = [
    [
      "data",
      `${data.substitutionNotice ? "NOT THE REAL DATA: " : ""}${data.title}, ${
        origins[data.source]
      }${data.unverifiedNotice ? ", not verified" : ""}`,
    ],
    [
      "images",
      `${train.count.toLocaleString("en")} to train, ${test.count.toLocaleString("en")} to test, ` +
      `${train.height} × ${train.width} pixels, ${data.classNames.length} classes`,
    ],
    ["licence", data.licence],
    ...(backend ? [["backend", describe(backend)]] : []),
  ];
  const rows = lines.map(([name, value]) =>
    `<tr><td style="text-align:left;font-weight:600">${name}</td>` +
    `<td style="text-align:left">${escapeHtml(value)}</td></tr>`
  );
  const table = `<table><tbody>${rows.join("")}</tbody></table>`;
  return {
    "text/plain": lines.map(([name, value]) => `${name.padEnd(8)} ${value}`).join("\n"),
    "text/html": figureHtml(
      data.substitutionNotice
        ? `<div role="alert" style="border:3px solid #c84b00">${table}</div>`
        : table,
      {},
    ),
  };
}

const origins: Record<Dataset["source"], string> = {
  folder: "read from local files",
  download: "just downloaded and verified",
  synthetic: "synthetic data",
};

const engines: Record<BackendInfo["gemm"], string> = {
  openblas: "matrix products by OpenBLAS",
  accelerate: "matrix products by Accelerate",
  wasm: "matrix products by WebAssembly",
  none: "TensorFlow.js's own kernels",
};

function describe({ gemm, simd, threads, note }: BackendInfo): string {
  const count = `${threads} ${threads === 1 ? "thread" : "threads"}`;
  return `${engines[gemm]} (${simd}), ${count}${note ? `; ${note}` : ""}`;
}
