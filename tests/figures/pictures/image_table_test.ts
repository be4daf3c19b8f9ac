import { strictEqual } from "node:assert/strict";
import { imageSize } from "../../../lib/figures/pictures/image_table.ts";

Deno.test("images are shown at whole multiples of their own width where these fit", () => {
  for (let columns = 1; columns <= 24; columns++) {
    for (const width of [7, 14, 28]) strictEqual(imageSize(columns, width) % width, 0);
  }
  strictEqual(imageSize(12, 28), 56);
  strictEqual(imageSize(15, 28), 28);
});

Deno.test("larger images are reduced to fit, but no small image below its own size", () => {
  strictEqual(imageSize(10, 300), 64);
  strictEqual(imageSize(60, 28), 28);
});
