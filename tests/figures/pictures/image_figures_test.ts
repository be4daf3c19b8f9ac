import { match, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { imageRowsFigure } from "../../../lib/figures/pictures/image_rows.ts";
import { imagesFigure } from "../../../lib/figures/pictures/images.ts";
import { reconstructionsFigure } from "../../../lib/figures/pictures/reconstructions.ts";
import { weightsFigure } from "../../../lib/figures/pictures/weights.ts";
import { ImageSet } from "../../../lib/images.ts";

const set = (pixels: number[], width = 2) =>
  new ImageSet(new Uint8Array(pixels), { height: 1, width });
const count = (html: string) => [...html.matchAll(/<img /g)].length;

Deno.test("a grid states how many images it shows, stays small and escapes its texts", () => {
  const pixels = Uint8Array.from({ length: 100 * 64 }, (_, i) => i * i % 251);
  const noise = new ImageSet(pixels, { height: 8, width: 8 });
  const figure = imagesFigure(noise, { title: 'a "<b>"', caption: "x < y & z" });
  const html = figure["text/html"]!;
  strictEqual(count(html), 1);
  ok(html.length < 60_000);
  ok(html.includes("a &quot;&lt;b&gt;&quot;: 100 images of 8 by 8 pixels"));
  ok(html.includes("x &lt; y &amp; z"));
  strictEqual(figure["text/plain"], 'a "<b>"\n[100 images of 8×8]\nx < y & z');
});

Deno.test("each image has its caption below it", () => {
  const html = imagesFigure(set([0, 1, 2, 3]), { captions: ["a 3", "a <7>"] })["text/html"]!;
  strictEqual(count(html), 2);
  ok(html.includes("<br>a 3</td>") && html.includes("<br>a &lt;7&gt;</td>"));
});

Deno.test("a grid rejects a wrong number of captions and a fractional number of columns", () => {
  throws(
    () => imagesFigure(set([0, 1, 2, 3]), { captions: ["one"] }),
    /2 images need 2 captions, got 1/,
  );
  throws(() => imagesFigure(set([0, 1, 2, 3]), { columns: 0.5 }), {
    name: "RangeError",
    message: /columns must be an integer of at least 1, got 0.5/,
  });
});

Deno.test("image rows have a named row for each set of images", () => {
  const two = set([0, 255], 1);
  const html = imageRowsFigure({ grey: two, "> 20": two })["text/html"]!;
  strictEqual(count(html), 4);
  match(html, />grey</);
  match(html, />&gt; 20</);
});

Deno.test("a long name of a row has several lines, so that images have room beside it", () => {
  const html = imageRowsFigure({ "line drawings network": set([0, 255], 1) })["text/html"]!;
  match(html, />line drawings<br>network</);
});

Deno.test("an empty set of image rows is rejected", () => {
  throws(() => imageRowsFigure({}), { name: "RangeError", message: /at least one row.*got 0/ });
});

const rows = { original: set([0, 255, 51, 0]), copy: set([0, 255, 0, 51]) };

Deno.test("a reconstruction has its mean squared error, computed here by hand, below it", () => {
  const { "text/html": html, "text/plain": text } = reconstructionsFigure(rows);
  ok(html!.includes("<br>0</td>") && html!.includes("<br>0.040</td>"));
  strictEqual(text, "copy: MSE 0.0200 (mean of these 2)");
});

Deno.test("differences are shown unless they are turned off or the row is plain", () => {
  const images = (options: Parameters<typeof reconstructionsFigure>[1]) =>
    count(reconstructionsFigure(rows, options)["text/html"]!);
  strictEqual(images({}), 6);
  strictEqual(images({ differences: false }), 4);
  strictEqual(images({ plain: ["copy"] }), 4);
});

Deno.test("reconstructions of another shape and an unknown reference are rejected", () => {
  throws(
    () => reconstructionsFigure({ original: set([0, 1]), copy: set([0, 1, 2], 3) }),
    /copy must be \[1, 1, 2, 1\] like the reference, got \[1, 1, 3, 1\]/,
  );
  throws(
    () => reconstructionsFigure({ a: set([0, 1]) }, { reference: "b" }),
    /reference must be one of a, got b/,
  );
  throws(() => reconstructionsFigure({}), { name: "RangeError", message: /reference.*undefined/ });
});

Deno.test("each row of a weight matrix is an image, scaled by its largest absolute weight", () => {
  const weights = tf.tensor2d([[1, -2], [0, 2], [0, 0]]);
  const html = weightsFigure(weights, { height: 1, width: 2 })["text/html"]!;
  strictEqual(count(html), 3);
  match(html, /unit 0, the largest 2"/);
  match(html, /unit 2, the largest 0"/);
});

Deno.test("matrices by name are groups under their names", () => {
  const one = tf.tensor2d([[1, -1]]);
  const html = weightsFigure({ PCA: one, "a < b": one }, { height: 1, width: 2 })["text/html"]!;
  strictEqual(count(html), 2);
  ok(html.includes(">PCA</div>") && html.includes(">a &lt; b</div>"));
  throws(() => weightsFigure({}), /at least one matrix, got 0/);
});

Deno.test("rows that do not fill an image are rejected", () => {
  throws(() => weightsFigure(tf.zeros([3, 2])), {
    name: "RangeError",
    message: /\[k, 784\] for 28×28 images, got \[3,2\]/,
  });
});
