import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { LearnedCodec, openModel } from "../../../lib/codec/mod.ts";
import { modelOf } from "../../../lib/codec/learned/model.ts";
import { networks, randomNetwork, randomPixels } from "./random_network.ts";

const shape = {
  ...{ height: 6, width: 5, channels: 3, blocks: 2, radius: 2 },
  ...{ windowBits: 5, blockBits: 5, outputBits: 5 },
};

Deno.test("a model file opens to the same network, under the name of its SHA-256", () => {
  fc.assert(
    fc.property(networks, (network) => {
      const { bytes, sha256 } = modelOf(network);
      const opened = openModel(bytes);
      deepStrictEqual(opened.network, network);
      strictEqual(opened.sha256, sha256);
      ok(/^[0-9a-f]{64}$/.test(sha256));
    }),
    { numRuns: 40 },
  );
});

Deno.test("a model file that is cut or altered anywhere is refused with SyntaxError", () => {
  const { bytes } = modelOf(randomNetwork(shape, 1));
  for (let i = 0; i < bytes.length; i++) {
    throws(() => openModel(bytes.subarray(0, i)), SyntaxError, `cut at ${i}`);
    const altered = bytes.slice();
    altered[i] ^= 1 << (i % 8);
    throws(() => openModel(altered), SyntaxError, `byte ${i}`);
  }
  throws(() => openModel(new Uint8Array([...bytes, 0])), /bytes are left/);
  const newer = bytes.slice();
  newer[4] = 2;
  throws(() => openModel(newer), /version 2, known is 1: update/);
});

Deno.test("groups of images come back bit by bit, whatever the network", () => {
  fc.assert(
    fc.property(networks, fc.constantFrom(0, 0.2, 0.6, 1), fc.nat(4), (network, share, count) => {
      const codec = new LearnedCodec(modelOf(network));
      const pixels = randomPixels(network, count, share, 3);
      const stream = codec.encode(pixels);
      deepStrictEqual(codec.decode(stream, count), pixels);
      deepStrictEqual(codec.encode(pixels), stream, "a group does not depend on those before it");
    }),
    { numRuns: 60 },
  );
});

Deno.test("the codec refuses grey pixels, half an image and a stream that is cut", () => {
  const codec = new LearnedCodec(modelOf(randomNetwork(shape, 2)));
  throws(() => codec.encode(new Uint8Array(30).fill(255)), /pixel 0 must be 0 or 1, got 255/);
  throws(() => codec.encode(new Uint8Array(31)), /images have 30 pixels, of which 31/);
  const stream = codec.encode(randomPixels(shape, 20, 0.5, 4));
  throws(() => codec.decode(stream.subarray(0, stream.length / 2), 20), SyntaxError);
  throws(() => codec.decode(stream, 19), SyntaxError);
});

Deno.test("WebAssembly and TypeScript code the same bits, whatever the network", () => {
  fc.assert(
    fc.property(networks, fc.constantFrom(0, 0.1, 0.5, 1), (network, share) => {
      const model = modelOf(network), pixels = randomPixels(network, 5, share, 6);
      const fast = new LearnedCodec(model), readable = new LearnedCodec(model, "typescript");
      const stream = readable.encode(pixels);
      deepStrictEqual(fast.encode(pixels), stream);
      deepStrictEqual(fast.decode(stream, 5), pixels);
    }),
    { numRuns: 100 },
  );
});

Deno.test("both decoders say of the same damaged streams that they are damaged, and agree on the rest", () => {
  const model = modelOf(randomNetwork(shape, 2));
  const codecs = [new LearnedCodec(model), new LearnedCodec(model, "typescript")];
  const stream = codecs[0].encode(randomPixels(shape, 12, 0.3, 4));
  fc.assert(fc.property(fc.nat(stream.length), fc.nat(), fc.nat(255), (length, at, byte) => {
    const damaged = stream.slice(0, length);
    if (length > 0) damaged[at % length] = byte;
    const [fast, readable] = codecs.map((codec) => {
      try {
        return codec.decode(damaged, 12);
      } catch (error) {
        return `${error}`;
      }
    });
    deepStrictEqual(fast, readable);
  }));
});
