import { ok, strictEqual, throws } from "node:assert/strict";
import { binarize, denseAutoencoder, Random, strokes } from "@autoencoders";
import { makePlayground } from "../../../lib/figures/playground/playground.ts";

const digits = binarize(strokes(20, new Random(2)));
const model = denseAutoencoder({ widths: [16], latent: 4 }, 1);

Deno.test("a playground measures the cost of its rounded weights and stays within its size limit", () => {
  const whole = makePlayground(model, digits, { title: "</script><b>" });
  strictEqual(whole.bits, 8);
  ok(Math.abs(whole.pageMse - whole.libraryMse) < 0.01 * whole.libraryMse);
  ok(whole.largestDifference > 0 && whole.largestDifference < 0.1);
  strictEqual(whole.bytes, new TextEncoder().encode(whole.html).length);
  strictEqual(whole.html.split("</script>").length, 5, "four scripts, none ended by a text");
  ok(!/https?:\/\/(?!www\.w3\.org)/.test(whole.html), "nothing is fetched");
  const small = makePlayground(model, digits, { limit: whole.bytes - 2_000 });
  ok(small.bits < 8 && small.bytes <= whole.bytes - 2_000);
  ok(small.largestDifference > whole.largestDifference);
});

Deno.test("a playground that cannot be made small enough is rejected", () => {
  throws(
    () => makePlayground(model, digits, { limit: 9_000 }),
    /too many for a page of 9000 bytes/,
  );
});

Deno.test("a playground rejects options out of range and too few images", () => {
  throws(() => makePlayground(model, digits, { threshold: 1.5 }), /threshold must be.*got 1.5/);
  throws(() => makePlayground(model, digits, { points: 1 }), /points must be.*got 1/);
  throws(() => makePlayground(model, digits.slice(0, 2)), /at least 3 images, got 2/);
});
