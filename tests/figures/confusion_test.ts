import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { confusionFigure, showConfusion } from "../../lib/figures/confusion.ts";

Deno.test("a cell has the number of images of its class and prediction, darker for a larger share", () => {
  const { "text/html": html, "text/plain": text } = confusionFigure(
    [0, 0, 0, 0, 1, 1],
    [0, 0, 0, 1, 1, 1],
    { classNames: ["four", "nine"] },
  );
  strictEqual(text, "predicted class: four nine\nfour: 3 1\nnine: 0 2");
  const shares = [...html!.matchAll(/rgba\(24,104,208,([\d.]+)\)/g)].map(([, share]) =>
    Number(share)
  );
  deepStrictEqual(shares, [0.75, 0.25, 0, 1]);
});

Deno.test("classes that do not occur are left out", () => {
  const text = confusionFigure([2, 7, 7], [7, 7, 2])["text/plain"];
  strictEqual(text, "predicted class: 2 7\n2: 0 1\n7: 1 1");
});

Deno.test("clusters are ordered by their most frequent class", () => {
  const text = confusionFigure([0, 0, 1, 1, 1], [2, 2, 0, 0, 1], { clusters: true })["text/plain"];
  strictEqual(text, "cluster: 2 0 1\n0: 2 0 0\n1: 0 2 1");
});

Deno.test("lists of different lengths, and values that are no class, are rejected", () => {
  throws(() => confusionFigure([0], [0, 1]), /of one length, at least 1, got 1 and 2/);
  throws(() => confusionFigure([], []), /got 0 and 0/);
  throws(() => confusionFigure([0.5], [0]), /labels\[0\] must be an integer.*got 0.5/);
  throws(() => confusionFigure([0], [-1]), /assigned\[0\] must be an integer.*got -1/);
  ok(confusionFigure([0], [0]));
});

Deno.test("a number beyond any list of classes is refused before a table of that size is made", () => {
  const message = (name: string, got: number) => ({
    name: "RangeError",
    message:
      `${name} must be an integer in 0–999, got ${got}: number the classes or clusters from 0`,
  });
  throws(() => confusionFigure([0, 1e7], [0, 0]), message("labels[1]", 1e7));
  throws(() => confusionFigure([0], [1000], { clusters: true }), message("assigned[0]", 1000));
  strictEqual(confusionFigure([999], [999])["text/plain"], "predicted class: 999\n999: 1");
});

Deno.test("clusters is true or false", async () => {
  for (const clusters of ["no", 1, null] as unknown as boolean[]) {
    await rejects(showConfusion([0], [0], { clusters }), {
      name: "TypeError",
      message: `showConfusion: clusters must be true or false, got ${JSON.stringify(clusters)}`,
    });
  }
});
