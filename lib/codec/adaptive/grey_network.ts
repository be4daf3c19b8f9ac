import type { Bit } from "../coder/bit_model.ts";
import {
  OnlineNetwork,
  type OnlineNetworkOptions,
  type OnlineNetworkSize,
} from "./online_network.ts";

/** Empty pixels around an image: as far as a context looks. */
const MARGIN = 4;

/** Images of up to this many pixels are a set in which a position means the same in all. */
const MOST_POSITIONS = 64 * 64;

/** Values from here on are white: pens and scanners saturate, so the few at the top are told apart last. */
export const WHITE = 252;

/** Which decision comes next: below 3 a question, from 3 on the first bits that are known. */
const ZERO = 1, IS_WHITE = 2;
export const OF_WHITE = 4, OF_OTHERS = 16;
export const DECISIONS = OF_OTHERS + 256;

/** What the network sees, [dx, dy]: each as "not zero", as a level and as "white". */
const SEEN = [[-1, 0], [-2, 0], [-3, 0], [0, -1], [-1, -1], [1, -1], [-2, -1], [2, -1], [3, -1]]
  .concat([[-3, -1], [0, -2], [-1, -2], [1, -2], [-2, -2], [2, -2], [0, -3], [-1, -3], [1, -3]])
  .concat([[3, -2], [-3, -2], [2, -3], [-2, -3]]);
const INPUTS = 3 * SEEN.length;
const UNITS = 48, RATE = 0.02;

/** Answers a decision: `depth` counts the bits of a value, `yes` is what an encoder answers. */
export type Decide = (decision: number, depth: number, yes: boolean) => Bit;

/** Codes one value by its decisions: is it zero? is it 252 or more? then its bits, highest first. */
export function codeValue(value: number, decide: Decide): number {
  if (decide(ZERO, 0, value !== 0) === 0) return 0;
  if (decide(IS_WHITE, 0, value >= WHITE) === 1) {
    let known = 1;
    for (let bit = 1; bit >= 0; bit--) {
      known = 2 * known + decide(OF_WHITE + known, 0, (value >> bit & 1) === 1);
    }
    return WHITE + known - 4;
  }
  let known = 1;
  for (let bit = 7; bit >= 0; bit--) {
    known = 2 * known + decide(OF_OTHERS + known, 7 - bit, (value >> bit & 1) === 1);
  }
  return known - 256;
}

/** Whether images are so small that the network has weights of each row and column. */
const hasPositions = (height: number, width: number): boolean => height * width <= MOST_POSITIONS;

/** The size of the network for images of height × width pixels. */
export function greyNetworkSize(height: number, width: number, units: number): OnlineNetworkSize {
  const isSet = hasPositions(height, width);
  return {
    units,
    inputs: INPUTS,
    outputs: DECISIONS,
    height: isSet ? height : 1,
    width: isSet ? width : 1,
  };
}

/** The pixels that are known of a grey image, and the network that predicts the next one's decisions. */
export class GreyNetwork {
  readonly isSet: boolean;
  /** pixels of a row, with the margins */
  readonly stride: number;
  /** height + MARGIN rows of `stride` pixels, empty at first */
  readonly grid: Uint8Array;
  readonly online: OnlineNetwork;
  readonly #offsets: Int32Array;

  constructor(
    height: number,
    width: number,
    { units = UNITS, rate = RATE, weights, oncePerPixel }: Partial<
      Pick<OnlineNetworkOptions, "units" | "rate" | "weights" | "oncePerPixel">
    > = {},
  ) {
    this.isSet = hasPositions(height, width);
    this.stride = width + 2 * MARGIN;
    this.grid = new Uint8Array((height + MARGIN) * this.stride);
    this.online = new OnlineNetwork({
      ...greyNetworkSize(height, width, units),
      rate,
      weights,
      oncePerPixel,
    });
    this.#offsets = Int32Array.from(SEEN, ([dx, dy]) => dy * this.stride + dx);
  }

  /** Where the pixel in row y and column x is in the grid. */
  at(y: number, x: number): number {
    return (y + MARGIN) * this.stride + x + MARGIN;
  }

  /** Shows the network what is known around the pixel in row y and column x. */
  look(y: number, x: number): void {
    const { online, grid, isSet } = this, offsets = this.#offsets, at = this.at(y, x);
    online.begin(isSet ? y : 0, isSet ? x : 0);
    for (let j = 0; j < offsets.length; j++) {
      const value = grid[at + offsets[j]];
      if (value === 0) continue;
      online.add(3 * j, 1);
      online.add(3 * j + 1, (value - 128) / 128);
      if (value >= WHITE) online.add(3 * j + 2, 1);
    }
    online.activate();
  }
}
