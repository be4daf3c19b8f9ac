import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import pl from "nodejs-polars";
import { tableFigure } from "../../lib/figures/table.ts";

const rows = [
  { name: "untrained", latent: 32, mse: 0.231, psnr: 6.4 },
  { name: "PCA <32>", latent: 32, mse: 0.02814, psnr: null },
  { name: "dense", latent: 32, mse: 0.01362, psnr: 18.9 },
];
const bold = (html: string) =>
  [...html.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, text]) => text);

Deno.test("a table sets the best of each known metric in bold, low errors and high PSNR", () => {
  deepStrictEqual(bold(tableFigure(rows)["text/html"]!), ["0.0136", "18.9"]);
});

Deno.test("a Polars frame and plain rows give the same table", () => {
  strictEqual(tableFigure(pl.DataFrame(rows))["text/html"], tableFigure(rows)["text/html"]);
});

Deno.test("a table shows units, omits empty columns and escapes its texts", () => {
  const { "text/html": html } = tableFigure(
    rows.map((row) => ({ ...row, seed: null })),
    { title: "A <title>", columns: { mse: { unit: "per pixel", digits: 2, best: undefined } } },
  );
  ok(html!.includes("MSE<br><small") && html!.includes("per pixel") && html!.includes(">dB<"));
  ok(!html!.includes("seed") && !html!.includes("<32>") && !html!.includes("<title>"));
  ok(html!.includes("PCA &lt;32&gt;") && html!.includes("0.014") && html!.includes("–"));
  deepStrictEqual(bold(html!), ["18.9"]);
});

Deno.test("a table on the console aligns its columns and marks the best with a star", () => {
  strictEqual(
    tableFigure(rows, { show: ["name", "mse"] })["text/plain"],
    "model          MSE\nuntrained    0.231\nPCA <32>    0.0281\ndense      *0.0136",
  );
});

Deno.test("known columns are shown as per cent and as a duration", () => {
  const text = tableFigure([{ pixelAccuracy: 0.98163, elapsedMs: 75_000 }])["text/plain"];
  strictEqual(text, "pixels correct (%)        time\n             98.16  1 min 15 s");
});

Deno.test("a table rejects an empty list of rows and an unknown column", () => {
  throws(() => tableFigure([]), /at least one row, got 0/);
  throws(() => tableFigure(rows, { show: ["mae"] }), /one of name, latent, mse, psnr, got mae/);
});
