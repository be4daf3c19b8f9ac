import { ok, strictEqual, throws } from "node:assert/strict";
import { ImageSet } from "@autoencoders";
import { reconstructionsFigure } from "../../../lib/figures/pictures/reconstructions.ts";

const set = (pixels: number[], width = 2) =>
  new ImageSet(new Uint8Array(pixels), { height: 1, width });
const rows = { original: set([0, 255, 51, 0]), copy: set([0, 255, 0, 51]) };

Deno.test("below a reconstruction stands its mean squared error, computed here by hand", () => {
  const { "text/html": html, "text/plain": text } = reconstructionsFigure(rows);
  ok(html!.includes("<br>0</td>") && html!.includes("<br>0.040</td>"));
  strictEqual(text, "copy: MSE 0.0200 (mean of these 2)");
});

Deno.test("differences are shown unless they are turned off or the row is a plain one", () => {
  const images = (options: Parameters<typeof reconstructionsFigure>[1]) =>
    [...reconstructionsFigure(rows, options)["text/html"]!.matchAll(/<img /g)].length;
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
