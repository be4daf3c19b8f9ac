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
  const show = consoleProgress(true, (text) => shown += text);
  show(half);
  strictEqual(shown, "\r\x1b[Kf.gz  ██████████░░░░░░░░░░  5.0 of 10.0 MB  2.0 MB/s  3 s left");
  show({ ...half, bytes: 10e6, remainingMs: 0, done: true });
  ok(shown.endsWith("\r\x1b[Kf.gz  ████████████████████  10.0 of 10.0 MB  2.0 MB/s\n"), shown);
});

Deno.test("a download of unknown size shows its megabytes and speed", () => {
  let shown = "";
  consoleProgress(true, (text) => shown += text)({
    ...half,
    total: undefined,
    remainingMs: undefined,
  });
  strictEqual(shown, "\r\x1b[Kf.gz  5.0 MB  2.0 MB/s");
});

Deno.test("without a terminal one line is logged when a file is complete", () => {
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: string) => lines.push(line);
  try {
    const show = consoleProgress(false);
    show(half);
    show({ ...half, bytes: 10e6, remainingMs: 0, done: true });
  } finally {
    console.log = log;
  }
  deepStrictEqual(lines.map((line) => line.slice(0, 6)), ["f.gz  "]);
});
