import { deepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { checkNetwork, LARGEST, type PixelNetwork } from "../../../lib/codec/learned/network.ts";
import { PixelPredictor } from "../../../lib/codec/learned/predictor.ts";
import { ProbabilityTable } from "../../../lib/codec/learned/probability.ts";
import { BLOCK_TAPS, windowTaps } from "../../../lib/codec/learned/taps.ts";
import { networks, randomNetwork, randomPixels } from "./random_network.ts";

/** The logits of an image as the formulas of {@linkcode PixelNetwork} say it, layer by layer. */
function logitsSlowly(network: PixelNetwork, image: Uint8Array): number[] {
  const { height, width, channels, blocks } = network;
  const round = (sum: number, bits: number) => Math.floor(sum / 2 ** bits + 0.5);
  const clamp = (value: number) => Math.min(LARGEST, Math.max(0, value));
  const inside = (y: number, x: number) => y >= 0 && y < height && x >= 0 && x < width;
  const places = Array.from(
    { length: height * width },
    (_, p) => [Math.floor(p / width), p % width],
  );
  let layer = places.map(([y, x]) =>
    Array.from({ length: channels }, (_, c) => {
      let sum = network.bias[c] + network.rows[y * channels + c] +
        network.columns[x * channels + c];
      windowTaps(network.radius).forEach(([dy, dx], k) => {
        const [ty, tx] = [y + dy, x + dx];
        if (inside(ty, tx)) sum += network.window[k * channels + c] * image[ty * width + tx];
      });
      return clamp(round(sum, network.windowBits - 6));
    })
  );
  for (let l = 0; l < blocks; l++) {
    layer = places.map(([y, x], p) =>
      Array.from({ length: channels }, (_, c) => {
        let sum = 0;
        BLOCK_TAPS.forEach(([dy, dx], t) => {
          if (!inside(y + dy, x + dx)) return;
          layer[(y + dy) * width + x + dx].forEach((value, i) => {
            sum += value * network.weights[l][(t * channels + i) * channels + c];
          });
        });
        return clamp(layer[p][c] + network.biases[l][c] + round(sum, network.blockBits));
      })
    );
  }
  return layer.map((values) =>
    values.reduce((sum, value, c) => sum + value * network.output[c], network.outputBias[0])
  );
}

Deno.test("the predictor computes what the formulas say, for images from black to white", () => {
  fc.assert(
    fc.property(networks, fc.constantFrom(0, 0.1, 0.5, 1), (network, share) => {
      checkNetwork(network);
      const predictor = new PixelPredictor(network);
      for (const seed of [1, 2]) {
        const image = randomPixels(network, 1, share, seed), logits: number[] = [];
        predictor.run((logit, pixel) => {
          logits.push(logit);
          return image[pixel];
        });
        deepStrictEqual(logits, logitsSlowly(network, image));
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("the taps of a window are before the pixel, once each, the nearest first", () => {
  for (const [radius, count] of [[1, 4], [2, 10], [6, 68], [8, 112]]) {
    const taps = windowTaps(radius);
    deepStrictEqual(new Set(taps.map(String)).size, count);
    deepStrictEqual(taps.slice(0, 2), [[-1, 0], [0, -1]]);
    ok(taps.every(([dy, dx]) => dy < 0 || (dy === 0 && dx < 0)));
  }
});

Deno.test("the probabilities are those of the logistic function, and of both bits alike", () => {
  const unit = 2048, table = new ProbabilityTable(unit);
  for (let logit = -13 * unit; logit <= 13 * unit; logit += 37) {
    const exact = 65_536 / (1 + Math.exp(-logit / unit));
    const nearest = Math.min(65_535, Math.max(1, Math.round(exact)));
    ok(Math.abs(table.of(logit) - nearest) <= (Math.abs(logit) < 12 * unit ? 1 : 4), `${logit}`);
    ok(table.of(logit) + table.of(-logit) === 65_536 || logit === 0);
  }
});

Deno.test("a network whose sums could leave the exact integers is refused, with the layer's name", () => {
  const shape = {
    ...{ height: 4, width: 4, channels: 16, blocks: 1, radius: 8 },
    ...{ windowBits: 4, blockBits: 7, outputBits: 5 },
  };
  const changed = (change: (network: PixelNetwork) => void) => () => {
    const network = randomNetwork(shape, 1);
    checkNetwork(network);
    change(network);
    checkNetwork(network);
  };
  throws(changed(({ window }) => window.fill(127)), /channel 0 of the first layer .* above 32767/);
  throws(changed(({ weights }) => weights[0].fill(127)), /channel 0 of block 0 .* above 16777216/);
  throws(changed(({ biases }) => biases[0][3] = 1 << 20), /channel 3 of block 0/);
  throws(changed(({ outputBias }) => outputBias[0] = 2 ** 30), /the output/);
  throws(changed(({ rows }) => rows[5] = 128), /rows has the weight 128, not in ±127/);
  throws(changed((network) => network.columns = new Int32Array(3)), /columns must have 64 numbers/);
  const large = { height: 1024, width: 1024, channels: 128 };
  throws(changed((network) => Object.assign(network, large)), /1 blocks of 128 .* too large/);
  const padded = { height: 1024, width: 1024, channels: 1, blocks: 16 };
  throws(
    changed((network) => Object.assign(network, padded)),
    /16 blocks of 1 channels is too large/,
  );
  throws(changed((network) => network.radius = 0), /radius must be an integer in 1–16, got 0/);
});
