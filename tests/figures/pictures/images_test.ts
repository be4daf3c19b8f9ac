import { ok, strictEqual, throws } from "node:assert/strict";
import { ImageSet } from "@autoencoders";
import { imagesFigure } from "../../../lib/figures/pictures/images.ts";

const two = new ImageSet(new Uint8Array([0, 1, 2, 3]), { height: 1, width: 2 });
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
  const html = imagesFigure(two, { captions: ["a 3", "a <7>"] })["text/html"]!;
  strictEqual(count(html), 2);
  ok(html.includes("<br>a 3</td>") && html.includes("<br>a &lt;7&gt;</td>"));
});

Deno.test("a grid rejects a wrong number of captions and a fraction of a column", () => {
  throws(() => imagesFigure(two, { captions: ["one"] }), /2 images need 2 captions, got 1/);
  throws(() => imagesFigure(two, { columns: 0.5 }), {
    name: "RangeError",
    message: /columns must be an integer of at least 1, got 0.5/,
  });
});
