import { deepStrictEqual, doesNotMatch, match, ok, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import type { BoundRow, PeerRow, ResultRow } from "@autoencoders/results";
import { curveGroups, reconstructionNames } from "../../../tasks/results/figures.ts";
import { readmeWith, resultsPage } from "../../../tasks/results/page.ts";
import { meanOf, summarize } from "../../../tasks/results/summary.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { boundRow, peerRow, resultRow as row } from "../../helpers/result_rows.ts";

const readme =
  "a\n<!-- results: written by `deno task results` -->\nold\n<!-- end of results -->\nb";
const reduced = "1 of 20 epochs";

/** The page of these rows, without the padding of its tables. */
function page(rows: ResultRow[], bounds: BoundRow[] = [], peers: PeerRow[] = []): string {
  return unpadded(resultsPage({ rows, bounds, peers, curves: [], reconstructions: [] }));
}
const unpadded = (text: string) => text.replaceAll(/ +/g, " ");

Deno.test("seeds are summarised as mean and standard deviation, reduced runs apart", () => {
  const [full, short] = summarize([
    row({ mse: 0.001 }),
    row({ seed: 3, mse: 0.003 }),
    row({ seed: 2, reduced }),
    row({ seed: 2, mse: 0.002 }),
  ]);
  deepStrictEqual([full.seeds, short.seeds], [[1, 2, 3], [2]]);
  const { mean, deviation } = meanOf(full, "mse");
  ok(Math.abs(mean - 0.002) < 1e-12 && Math.abs(deviation! - 0.001) < 1e-12);
  strictEqual(meanOf(short, "mse").deviation, undefined);
});

Deno.test("README.md shows a goal that is reached, and keeps the text around the table", () => {
  const text = unpadded(readmeWith(readme, { rows: [row({ mse: 0.0035 })], peers: [] }));
  match(text, /\| ours-32 \| mnist \| 32 \| 1 \| MSE 0\.00350 \|.* ≤ 0\.00360: reached \|/);
  ok(!text.includes("old") && text.startsWith("a\n") && text.endsWith("\nb"));
});

Deno.test("the page says by how much a goal is missed", () =>
  match(page([row({ mse: 0.0045 })]), /≤ 0\.00360 \| missed by 25\.0 % \|/));

Deno.test("a published network is to come within 5 % of the mean of the peers, which have their seeds", () => {
  const rows = [row({ name: "strided-64", source: "published", latent: 64, mse: 0.0085 })];
  const peers = [peerRow({ mse: 0.0079 }), peerRow({ seed: 2, mse: 0.0081 })];
  const wanted = /\| 0\.00850 \|.*; 0\.00800 ± 0\.00014 \(PyTorch, seeds 1, 2\) \| ≤ 0\.00840 \|/;
  match(page(rows, [], peers), wanted);
  match(page(rows, [], peers), /missed by 1\.2 %/);
  match(page(rows, [], [peerRow()]), /0\.00800 \(PyTorch, seed 1\) \| ≤ 0\.00840 \|/);
  match(unpadded(readmeWith(readme, { rows, peers })), /≤ 0\.00840: missed by 1\.2 %/);
  ok(!page(rows, [], [peerRow({ reduced: "1 of 10 epochs" })]).includes("PyTorch, seed"));
});

Deno.test("the page says what has been trained in other libraries so far", () => {
  const rows = [row({ name: "strided-64", source: "published", latent: 64, mse: 0.0085 })];
  const peers = [peerRow(), peerRow({ seed: 2 }), peerRow({ name: "plain-32", library: "Keras" })];
  match(
    page(rows, [], peers),
    /So far it has trained plain-32 in Keras \(seed 1\) and strided-64 in PyTorch \(seeds 1, 2\)\. /,
  );
  ok(!page(rows).includes("So far it has trained"));
});

Deno.test("the page gives the mean and the deviation over seeds", () =>
  match(page([row(), row({ seed: 2, mse: 0.0037 })]), /\| 1, 2 \|.* 0\.00360 ± 0\.00014 \|/));

Deno.test("a reduced row is on the page as such, and not in README.md", () => {
  const rows = [row({ reduced })];
  match(page(rows), /## Reduced runs[^]*\| ours-32 \| mnist \| 1 of 20 epochs \| 1 \|/);
  match(readmeWith(readme, { rows, peers: [] }), /No network has been trained in full yet/);
});

Deno.test("a bound is on the page with its reference, a reduced one marked", () => {
  const bound = boundRow({ epochs: 1, reduced: "1 of 40 epochs" });
  const text = page([], [bound]);
  ok(text.includes("| vae-dense-stochastic (1 of 40 epochs) | stochastic | 1 | 169,864 |"));
  ok(text.includes("| 74.9 | 28.0 | 102.90 | 0.1893 | 98.12 (100) | 0.1806 | 24 of 40 |"));
  ok(text.includes("| 86.76 (784-200-200-50, 5,000 samples, Burda et al. 2016) |"));
  ok(!page([row()]).includes("Variational"));
});

Deno.test("learning curves share a chart if data and loss are the same, one seed per network", () => {
  const losses = [0.1, 0.05];
  const groups = curveGroups([
    row({ losses, seed: 2 }),
    row({ losses, seed: 1 }),
    row({ losses, name: "ours-64" }),
    row({ losses, name: "plain-32" }),
    row({ losses, name: "ours-16", reduced }),
    row({ name: "ours-49" }),
  ]);
  deepStrictEqual(
    groups.map(({ name, rows }) => [name, rows.map(({ name, seed }) => `${name} ${seed}`)]),
    [["curves-mnist-mse", ["ours-32 1", "ours-64 1"]], ["curves-mnist-bce", ["plain-32 1"]]],
  );
});

Deno.test("a README.md without the comments around its table is refused", () =>
  throws(() => readmeWith("nothing", { rows: [], peers: [] }), {
    name: "SyntaxError",
    message: /must have the comments/,
  }));

Deno.test("no text of a row and no name of a figure is markup on the page", () => {
  const html = "<img src=x onerror=alert(1)>", link = "a](javascript:b) ![";
  const rows = [
    row({ hardware: html }),
    row({ seed: 2, hardware: link, data: html, reduced: html }),
  ];
  const bounds = [boundRow({ hardware: `${html} | \n# x`, reduced: html })];
  const names = [html, link, "a (b", "\ud800"];
  const content = { rows, bounds, peers: [], curves: curveGroups(rows), reconstructions: names };
  const page = resultsPage(content);
  for (const text of [page, readmeWith(readme, { rows: [row({ data: html })], peers: [] })]) {
    doesNotMatch(
      text.replaceAll(/<!--.*?-->/g, ""),
      /(?<!\\)<|(?<!\\)\]\((?!figures\/[^()\s]+\))|^# x/m,
    );
  }
});

Deno.test("litter in the folder of figures is no network", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(join(folder, "figures"));
    for (const name of ["ours-32.png", "._ours-32.png", ".png", "curves.svg"]) {
      await Deno.writeTextFile(join(folder, "figures", name), "");
    }
    deepStrictEqual(await reconstructionNames(folder), ["ours-32"]);
  }));
