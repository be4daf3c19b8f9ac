import { match, strictEqual, throws } from "node:assert/strict";
import { ImageSet } from "@autoencoders";
import { imageRowsFigure } from "../../../lib/figures/pictures/image_rows.ts";

Deno.test("image rows have a named row for each set of images", () => {
  const two = new ImageSet(new Uint8Array([0, 255]), { height: 1, width: 1 });
  const html = imageRowsFigure({ grey: two, "> 20": two })["text/html"]!;
  strictEqual([...html.matchAll(/<img /g)].length, 4);
  match(html, />grey</);
  match(html, />&gt; 20</);
});

Deno.test("image rows without a row are rejected", () => {
  throws(() => imageRowsFigure({}), { name: "RangeError", message: /at least one row.*got 0/ });
});
