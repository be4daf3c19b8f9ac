import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { DownloadProgress } from "../../lib/datasets/download/progress.ts";
import { consoleProgress } from "../../lib/datasets/download/progress.ts";

const half: DownloadProgress = {
  file: "f.gz",
  bytes: 5e6,
  total: 10e6,
  rate: 2e6,
  remainingMs: 2500,
  done: false,
};

Deno.test("a terminal shows a bar with megabytes, speed and remaining time, redrawn in place", () => {
  let shown = "";
  const show = consoleProgress({ redraw: true, write: (text) => shown += text });
  show(half);
  strictEqual(shown, "\rf.gz  ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  5.0 of 10.0 MB  2.0 MB/s  2.5 s left\x1b[K");
  show({ ...half, bytes: 10e6, remainingMs: 0, done: true });
  ok(shown.endsWith("\rf.gz  ━━━━━━━━━━━━━━━━━━━━  10.0 of 10.0 MB  2.0 MB/s\x1b[K\n"), shown);
});

Deno.test("a download of unknown size shows its megabytes and speed", () => {
  let shown = "";
  const show = consoleProgress({ redraw: true, write: (text) => shown += text });
  show({ ...half, total: undefined, remainingMs: undefined });
  strictEqual(shown, "\rf.gz  5.0 MB  2.0 MB/s\x1b[K");
});

Deno.test("without a terminal one line is logged when a file is complete", () => {
  const lines: string[] = [];
  const show = consoleProgress({ redraw: false, write: (text) => lines.push(text) });
  show(half);
  show({ ...half, bytes: 10e6, remainingMs: 0, done: true });
  deepStrictEqual(lines, ["f.gz  ━━━━━━━━━━━━━━━━━━━━  10.0 of 10.0 MB  2.0 MB/s\n"]);
});
