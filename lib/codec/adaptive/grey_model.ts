import type { Bit } from "../coder/bit_model.ts";
import { ContextMixer, hash } from "./context_mixer.ts";
import {
  codeValue,
  type Decide,
  DECISIONS,
  GreyNetwork,
  OF_OTHERS,
  OF_WHITE,
  WHITE,
} from "./grey_network.ts";
import type { GreyPrior } from "./grey_prior.ts";
import type { PixelCoder } from "./pixel_coder.ts";

/** Ten of the neighbours as 0, between or white. */
const TERNARY = 3 ** 7;

/** With a prior: the learning rate of its network, and what its logit weighs at first beside the contexts'. */
const PRIMED_RATE = 0.005, PRIMED_WEIGHT = 0.5, OTHER_WEIGHT = 0.01;

/**
 * What a grey image is expected to be, pixel by pixel. A value is coded by decisions: is it zero? is it
 * 252 or more? then its bits, highest first. Each is seen in some thirty contexts of neighbours, quantised
 * finely or coarsely, and by a network that learns online.
 */
export class GreyModel {
  readonly #height: number;
  readonly #width: number;
  readonly #sees: Int32Array;
  readonly #mixer: ContextMixer;
  readonly #network: GreyNetwork;
  #position = 0;
  /** the levels of the pixels left and above, in ten steps each */
  #pair = 0;
  /** of the pixels above, left and right */
  #pairAbove = 0;
  #ternary = 0;

  /**
   * @param tableBits log₂ of the counters of each context
   * @param prior what it knows already
   */
  constructor(height: number, width: number, tableBits: number, prior?: GreyPrior) {
    const primed = prior && { ...prior, rate: PRIMED_RATE, oncePerPixel: true };
    const network = new GreyNetwork(height, width, primed);
    const { isSet } = network;
    this.#height = height;
    this.#width = width;
    const contexts = isSet ? 31 : 26;
    this.#sees = new Int32Array(contexts);
    this.#mixer = new ContextMixer({
      contexts,
      others: 1,
      tableBits,
      weightSets: [DECISIONS, 12 * TERNARY, isSet ? 4 * height * width : 4, 12 * 100, 12 * 100],
      corrections: [DECISIONS * 16, 12 * TERNARY],
      rate: 0.0045,
      ...(prior ? { firstWeight: OTHER_WEIGHT, firstOther: PRIMED_WEIGHT } : { firstWeight: 0.04 }),
    });
    this.#network = network;
  }

  /** Codes one image: an encoder reads `pixels`, height × width of 0–255; a decoder fills them. */
  code(pixels: Uint8Array, coder: PixelCoder): void {
    const network = this.#network, { grid } = network;
    const decide: Decide = (decision, depth, yes) => this.#decide(decision, depth, yes, coder);
    grid.fill(0);
    for (let y = 0, i = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++, i++) {
        const at = network.at(y, x);
        this.#look(at, y, x);
        network.look(y, x);
        pixels[i] = grid[at] = codeValue(pixels[i], decide);
      }
    }
  }

  #decide(decision: number, depth: number, yes: boolean, coder: PixelCoder): Bit {
    const mixer = this.#mixer, { context, chosen, row } = mixer, sees = this.#sees;
    const { online, isSet } = this.#network;
    for (let i = 0; i < sees.length; i++) context[i] = hash(sees[i], decision);
    const stage = decision < OF_WHITE ? decision : decision < OF_OTHERS ? 3 : 4 + depth;
    const group = stage < 4 ? stage - 1 : 3;
    chosen[0] = decision;
    chosen[1] = stage * TERNARY + this.#ternary;
    chosen[2] = isSet ? 4 * this.#position + group : group;
    chosen[3] = stage * 100 + this.#pair;
    chosen[4] = stage * 100 + this.#pairAbove;
    row[0] = decision * 16 + (this.#ternary / 137 | 0);
    row[1] = chosen[1];
    mixer.look();
    mixer.other[0] = online.logit(decision);
    const bit = coder(yes ? 1 : 0, mixer.probability());
    mixer.update(bit);
    online.update(bit);
    return bit;
  }

  /** What the contexts of the pixel at `at` see. */
  #look(at: number, y: number, x: number): void {
    const { grid, stride, isSet } = this.#network, sees = this.#sees, above = at - stride;
    const above2 = above - stride, above3 = above2 - stride;
    const w = grid[at - 1], w2 = grid[at - 2], w3 = grid[at - 3];
    const n = grid[above], nw = grid[above - 1], ne = grid[above + 1];
    const nw2 = grid[above - 2], ne2 = grid[above + 2], ne3 = grid[above + 3];
    const n2 = grid[above2], n2w = grid[above2 - 1], n2e = grid[above2 + 1];
    const n2w2 = grid[above2 - 2], n2e2 = grid[above2 + 2], n3 = grid[above3];
    const plane = limited(w + n - nw);
    let ternary = three(w);
    ternary = ternary * 3 + three(n);
    ternary = ternary * 3 + three(nw);
    ternary = ternary * 3 + three(ne);
    ternary = ternary * 3 + three(w2);
    ternary = ternary * 3 + three(n2);
    ternary = ternary * 3 + three(nw2);
    this.#ternary = ternary; // of the nearest seven
    ternary = ternary * 3 + three(ne2);
    ternary = ternary * 3 + three(n2w);
    ternary = ternary * 3 + three(n2e);
    let bright = 0;
    bright = bright << 1 | w >> 7, bright = bright << 1 | n >> 7, bright = bright << 1 | nw >> 7;
    bright = bright << 1 | ne >> 7, bright = bright << 1 | w2 >> 7, bright = bright << 1 | n2 >> 7;
    bright = bright << 1 | nw2 >> 7, bright = bright << 1 | ne2 >> 7;
    bright = bright << 1 | n2w >> 7, bright = bright << 1 | n2e >> 7;
    const bright10 = bright;
    bright = bright << 1 | w3 >> 7, bright = bright << 1 | n3 >> 7, bright = bright << 1 | ne3 >> 7;
    bright = bright << 1 | n2e2 >> 7, bright = bright << 1 | n2w2 >> 7;
    const w8 = eight(w), n8 = eight(n), nw8 = eight(nw), ne8 = eight(ne);
    const w10 = ten(w), n10 = ten(n);
    this.#pairAbove = ten(nw) * 10 + ten(ne);
    this.#pair = w10 * 10 + n10;
    let i = 0;
    sees[i++] = hash(1, w8 * 8 + n8);
    sees[i++] = hash(2, (w8 * 8 + n8) * 64 + nw8 * 8 + ne8);
    sees[i++] = hash(
      3,
      ((w8 * 8 + n8) * 8 + nw8) * 512 + ne8 * 64 + eight(w2) * 8 + eight(n2),
    );
    sees[i++] = hash(4, ternary / 729 | 0);
    sees[i++] = hash(5, ternary);
    sees[i++] = hash(6, bright);
    sees[i++] = hash(7, bright10);
    sees[i++] = hash(8, w * 256 + n);
    sees[i++] = hash(9, plane);
    sees[i++] = hash(10, (w >> 3) * 1024 + (n >> 3) * 32 + (nw >> 3));
    sees[i++] = hash(11, (n >> 3) * 1024 + (ne >> 3) * 32 + (nw >> 3));
    sees[i++] = hash(14, (ternary / 81 | 0) * 10 + n10);
    sees[i++] = hash(15, (w + ne >> 3) * 64 + (n >> 3));
    sees[i++] = hash(16, (w10 * 10 + ten(w2)) * 10 + ten(w3));
    sees[i++] = hash(17, ((n10 * 10 + ten(n2)) * 10 + ten(n3)) * 10 + w10);
    sees[i++] = hash(18, (((w10 * 10 + n10) * 10 + ten(ne)) * 10 + ten(nw)) * 8 + eight(w2));
    sees[i++] = hash(hash(19, bright), w10 * 10 + n10);
    sees[i++] = hash(21, limited(2 * n - n2) * 16 + (w >> 4));
    sees[i++] = hash(22, limited(2 * w - w2) * 16 + (n >> 4));
    sees[i++] = hash(23, limited(w + ne - n) * 8 + (nw >> 5));
    sees[i++] = hash(24, (w + n >> 1) * 16 + (Math.abs(w - n) >> 4));
    sees[i++] = hash(25, ((w >> 4) * 16 + (n >> 4)) * 256 + (ne >> 4) * 16 + (nw >> 4));
    sees[i++] = hash(26, (n + ne >> 1) * 8 + (w >> 5));
    sees[i++] = hash(28, limited(n + ne - n2e) * 8 + (w >> 5));
    sees[i++] = hash(29, limited(w + n2 - n2w) * 8 + (n >> 5));
    sees[i++] = hash(30, limited(3 * (w + n) - 2 * nw >> 2) * 16 + (ne >> 4));
    if (!isSet) return;
    const position = this.#position = y * this.#width + x;
    sees[i++] = hash(12, position * 8 + w8);
    sees[i++] = hash(13, position);
    sees[i++] = hash(31, (y * 16 + (n >> 4)) * 16 + (w >> 4));
    sees[i++] = hash(27, (position * 8 + (w >> 5)) * 8 + (n >> 5));
    sees[i++] = hash(20, position * 2187 + (ternary / 27 | 0));
  }
}

const limited = (value: number) => value < 0 ? 0 : value > 255 ? 255 : value;
const three = (value: number) => value === 0 ? 0 : value >= 250 ? 2 : 1;
const eight = (value: number) =>
  value === 0 ? 0 : value === 255 ? 7 : value >= WHITE ? 6 : value < 32 ? 1 : 2 + (value - 32 >> 6);
const ten = (value: number) => value === 0 ? 0 : value >= WHITE ? 9 : 1 + (value >> 5);
