import { match, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { weightsFigure } from "../../../lib/figures/pictures/weights.ts";

Deno.test("each row of a weight matrix is an image, scaled by its largest absolute weight", () => {
  const weights = tf.tensor2d([[1, -2], [0, 2], [0, 0]]);
  const html = weightsFigure(weights, { height: 1, width: 2 })["text/html"]!;
  strictEqual([...html.matchAll(/<img /g)].length, 3);
  match(html, /unit 0, the largest 2"/);
  match(html, /unit 2, the largest 0"/);
});

Deno.test("rows that do not fill an image are rejected", () => {
  throws(() => weightsFigure(tf.zeros([3, 2])), {
    name: "RangeError",
    message: /\[k, 784\] for 28×28 images, got \[3,2\]/,
  });
});
