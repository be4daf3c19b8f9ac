import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { detectAnomalies, imageSet } from "@autoencoders";
import { detectionTable } from "../../lib/latent/clusters/anomaly.ts";

const grey = (...pixels: number[]) => imageSet(new Uint8Array(pixels), { height: 1, width: 1 });

Deno.test("detectAnomalies() scores both kinds and tells how far they part", () => {
  const ordinary = grey(10, 20, 30, 40), anomalies = grey(25, 50);
  const [bright, dark, blind] = detectAnomalies(
    {
      bright: ({ pixels }) => pixels,
      dark: ({ pixels }) => Float32Array.from(pixels, (value) => -value),
      blind: ({ count }) => new Float32Array(count),
    },
    ordinary,
    anomalies,
  );
  // Of 4 · 2 pairs, 25 lies above 10 and 20, 50 above all.
  strictEqual(bright.curve.auc, 6 / 8);
  strictEqual(dark.curve.auc, 2 / 8);
  strictEqual(blind.curve.auc, 1 / 2);
  deepStrictEqual(bright.scores.map((scores) => [...scores]), [[10, 20, 30, 40], [25, 50]]);
  const [row] = detectionTable([bright]).toRecords();
  deepStrictEqual(row, { name: "bright", ordinary: 4, anomalies: 2, auc: 0.75, "foundAt5%": 0.5 });
});

Deno.test("a measure that leaves images out, and a table of nothing, are refused", () => {
  throws(
    () => detectAnomalies({ short: () => [1] }, grey(1, 2), grey(3)),
    /^RangeError: short must score 2 images, got 1$/,
  );
  throws(() => detectionTable([]), /^RangeError: there is nothing to compare, got 0 rows$/);
});
