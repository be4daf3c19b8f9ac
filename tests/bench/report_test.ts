import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { networks, parameterCount } from "../../bench/networks.ts";
import { disagreements } from "../../bench/parity.ts";
import type { Row } from "../../bench/report/rows.ts";
import { outcomes } from "../../bench/report/targets.ts";

const row = (engine: Row["engine"], imagesPerSecond: number, more: Partial<Row> = {}): Row => ({
  network: "dense",
  engine,
  batch: 256,
  parameters: parameterCount(networks.dense),
  imagesPerSecond,
  msPerStep: 256_000 / imagesPerSecond,
  peakBytes: 1e8,
  steps: 10,
  spread: 1,
  firstLosses: [0.7, 0.6],
  note: "",
  ...more,
});

Deno.test("a target compares with the fastest peer, and only when all its peers were measured", () => {
  const [dense] = outcomes([
    row("ours-blas", 41_000),
    row("pytorch", 20_000),
    row("keras", 21_000),
    row("jax", 19_000),
  ]);
  strictEqual(dense.peer, "keras");
  ok(Math.abs(dense.measured - 41 / 21) < 1e-12);
  strictEqual(dense.reached, true);
  const without = outcomes([row("ours-blas", 41_000), row("keras", 21_000)]);
  deepStrictEqual(without, []);
});

Deno.test("a busy target compares the rounds in which a core was kept busy", () => {
  const rows = [
    row("ours-blas", 41_000, { busyMsPerStep: 10 }),
    row("pytorch", 20_000, { busyMsPerStep: 40 }),
    row("keras", 21_000, { busyMsPerStep: 11 }),
    row("jax", 19_000, { busyMsPerStep: 12 }),
  ];
  const busy = (of: Row[]) =>
    outcomes(of).filter(({ target }) => target.of === "busyImagesPerSecond");
  const [{ peer, measured, reached }] = busy(rows);
  strictEqual(peer, "keras");
  ok(Math.abs(measured - 1.1) < 1e-12);
  strictEqual(reached, false);
  deepStrictEqual(busy(rows.slice(0, 3)), []);
});

Deno.test("a slow-down target compares with the peer that is fastest with a core kept busy", () => {
  const peers = [
    row("pytorch", 20_000, { msPerStep: 12, busyMsPerStep: 24 }),
    row("keras", 21_000, { msPerStep: 11, busyMsPerStep: 33 }),
    row("jax", 19_000, { msPerStep: 5, busyMsPerStep: 12 }),
  ];
  const slowDown = (busyMsPerStep: number) =>
    outcomes([row("ours-blas", 41_000, { msPerStep: 4, busyMsPerStep }), ...peers])
      .find(({ target }) => target.of === "slowDown")!;
  const { peer, measured, reached } = slowDown(12);
  strictEqual(peer, "jax");
  ok(Math.abs(measured - 3 / 2.4) < 1e-12);
  deepStrictEqual([reached, slowDown(9).reached], [false, true]);
});

Deno.test("a memory target is reached by less memory", () => {
  const found = outcomes([
    row("ours-blas", 1, { peakBytes: 0.9e8 }),
    row("pytorch", 1, { peakBytes: 1e8 }),
    row("keras", 1),
  ]);
  strictEqual(found.find(({ target }) => target.of === "peakBytes")!.reached, true);
});

Deno.test("engines that do not train the same network are reported", () => {
  deepStrictEqual(disagreements([row("ours-blas", 1), row("keras", 1)], networks), []);
  match(disagreements([row("keras", 1, { parameters: 7 })], networks)[0], /keras has 7 parameters/);
  const late = [row("ours-blas", 1), row("keras", 1, { firstLosses: [0.7, 0.8] })];
  match(
    disagreements(late, networks)[0],
    /dense on keras has loss 0.8000 at step 2, ours-blas has 0.6000/,
  );
  const broken = [row("ours-blas", 1), row("keras", 1, { firstLosses: [NaN] })];
  match(disagreements(broken, networks)[0], /loss NaN at step 1/);
});
