import fc from "npm:fast-check@4.10.2";
import { Random } from "../../../lib/random.ts";
import {
  networkOf,
  type PixelNetwork,
  type PixelNetworkShape,
  tensorSizes,
} from "../../../lib/codec/learned/network.ts";

/** Small shapes of all kinds. */
const shapes: fc.Arbitrary<PixelNetworkShape> = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.constantFrom(1, 3, 8, 16, 24, 32),
  blocks: fc.integer({ min: 0, max: 3 }),
  radius: fc.integer({ min: 1, max: 4 }),
  windowBits: fc.integer({ min: 4, max: 8 }),
  blockBits: fc.integer({ min: 4, max: 8 }),
  outputBits: fc.integer({ min: 3, max: 6 }),
});

/** Networks with weights of that size at most, few enough for their sums to be exact. */
export function randomNetwork(shape: PixelNetworkShape, seed: number, size = 40): PixelNetwork {
  const random = new Random(seed);
  const tensors = tensorSizes(shape).map(([name, count]) => {
    const most = name === "outputBias" ? 3000 : size;
    return Int32Array.from({ length: count }, () => {
      const value = random.integer(2 * most + 1) - most;
      // most weights of a trained network are small
      return random.integer(4) === 0 ? value : Math.trunc(value / 8);
    });
  });
  return networkOf(shape, tensors);
}

export const networks: fc.Arbitrary<PixelNetwork> = fc.tuple(shapes, fc.nat(1e6)).map(
  ([shape, seed]) => randomNetwork(shape, seed),
);

/** count × h × w zeros and ones, about `share` of them ones. */
export function randomPixels(
  { height, width }: PixelNetworkShape,
  count: number,
  share: number,
  seed: number,
): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from(
    { length: count * height * width },
    () => Number(random.uniform() < share),
  );
}
