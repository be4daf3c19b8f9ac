import { deepStrictEqual, ok } from "node:assert/strict";
import { adaptiveCodec } from "../../../lib/codec/adaptive/adaptive.ts";

Deno.test("the adaptive codec learns: the same images take fewer bytes the second time", () => {
  const pixels = new Uint8Array(20 * 144).map((_, i) => (i * i >> 3) % 11 < 4 ? 1 : 0);
  const input = { height: 12, width: 12, binary: true, count: 40 };
  const encoder = adaptiveCodec(input), streams = [encoder.encode(pixels), encoder.encode(pixels)];
  ok(streams[1].length < streams[0].length / 2, `${streams.map(({ length }) => length)}`);
  const decoder = adaptiveCodec(input);
  for (const stream of streams) deepStrictEqual(decoder.decode(stream, 20), pixels);
});
