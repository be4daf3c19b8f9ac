import type { Bit } from "../coder/bit_model.ts";
import { ContextMixer, hash } from "./context_mixer.ts";
import { OnlineNetwork } from "./online_network.ts";
import type { PixelCoder } from "./pixel_coder.ts";

/** Empty pixels around an image: as far as a context looks. */
const MARGIN = 20;

/**
 * How many of the nearest pixels each template context sees. On pages the large ones find a letter that
 * was there before; sets of small images have too few alike.
 */
const TEMPLATES_OF_SETS = [3, 5, 7, 10, 13, 16, 20, 26, 34, 44, 60];
const TEMPLATES_OF_PAGES = [4, 7, 10, 14, 18, 24, 32, 44, 60, 84, 120, 170, 250, 400];

/** The pixels that are already coded, [dx, dy], nearest first. */
const nearest: readonly (readonly [number, number])[] = (() => {
  const all: [number, number][] = [];
  for (let dy = 0; dy < MARGIN; dy++) {
    for (let dx = 1 - MARGIN; dx < MARGIN; dx++) if (dy > 0 || dx < 0) all.push([dx, -dy]);
  }
  const distance = ([dx, dy]: [number, number]) => dx * dx + dy * dy;
  return all.sort((a, b) => distance(a) - distance(b) || b[1] - a[1] || a[0] - b[0]);
})();

/** Runs are counted up to this length, edges looked for up to this distance. */
const LONGEST_RUN = 11;
const FARTHEST_EDGE = 8;

/** Images of up to this many pixels are a set in which a position means the same in all. */
const MOST_POSITIONS = 64 * 64;

/** The online network. */
const UNITS = 24;
const NEIGHBOURS = 90;

/**
 * What a binary image is expected to be, pixel by pixel: templates of 3–400 neighbours, lengths of runs,
 * edges of the rows above, the ink around, in small images the position, and a network that learns online.
 */
export class BilevelModel {
  readonly #height: number;
  readonly #width: number;
  readonly #stride: number;
  /** whether a position means the same in all images */
  readonly #isSet: boolean;
  readonly #grid: Uint8Array;
  readonly #templates: readonly number[];
  readonly #offsets: Int32Array;
  readonly #mixer: ContextMixer;
  readonly #network: OnlineNetwork;
  /** what the network sees */
  readonly #neighbours: Int32Array;
  /** how many of the nearest 16 pixels a correction does not see: as many rows as counters are enough */
  readonly #unseen: number;
  /** ones of the image so far */
  #ink = 0;

  /** @param tableBits log₂ of the counters of each context */
  constructor(height: number, width: number, tableBits: number) {
    const stride = width + 2 * MARGIN, isSet = height * width <= MOST_POSITIONS;
    this.#height = height;
    this.#width = width;
    this.#stride = stride;
    this.#isSet = isSet;
    this.#grid = new Uint8Array((height + MARGIN) * stride);
    this.#templates = isSet ? TEMPLATES_OF_SETS : TEMPLATES_OF_PAGES;
    const offsets = Int32Array.from(nearest, ([dx, dy]) => dy * stride + dx);
    const templates = this.#templates.length;
    this.#offsets = offsets.subarray(0, this.#templates[templates - 1]);
    this.#unseen = Math.max(0, 16 - tableBits);
    this.#mixer = new ContextMixer({
      contexts: templates + (isSet ? 12 : 7),
      others: 1,
      tableBits,
      weightSets: [256, 16 * (templates + 1), 512, isSet ? height * width : 1],
      corrections: [65_536 >> this.#unseen, isSet ? 16 * height * width : 4096],
      rate: isSet ? 0.002 : 0.003,
    });
    this.#network = new OnlineNetwork({
      units: UNITS,
      inputs: NEIGHBOURS,
      height: isSet ? height : 1,
      width: isSet ? width : 1,
      rate: 0.008,
    });
    this.#neighbours = offsets.subarray(0, NEIGHBOURS);
  }

  /** Codes one image: an encoder reads `pixels`, height × width of 0 and 1; a decoder fills them. */
  code(pixels: Uint8Array, coder: PixelCoder): void {
    const grid = this.#grid, mixer = this.#mixer, network = this.#network;
    const neighbours = this.#neighbours;
    grid.fill(0);
    this.#ink = 0;
    for (let y = 0, i = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++, i++) {
        const at = (y + MARGIN) * this.#stride + x + MARGIN;
        this.#setContexts(at, y, x);
        network.begin(this.#isSet ? y : 0, this.#isSet ? x : 0);
        for (let j = 0; j < neighbours.length; j++) {
          if (grid[at + neighbours[j]] === 1) network.add(j, 1);
        }
        network.activate();
        mixer.other[0] = network.logit();
        const bit = coder(pixels[i] as Bit, mixer.probability());
        mixer.update(bit);
        network.update(bit);
        pixels[i] = grid[at] = bit;
        this.#ink += bit;
      }
    }
  }

  #setContexts(at: number, y: number, x: number): void {
    const grid = this.#grid, stride = this.#stride, offsets = this.#offsets;
    const templates = this.#templates, { context, chosen, row, seen } = this.#mixer;
    let count = 0, h = 0, bits = 0, near8 = 0, near12 = 0, near16 = 0;
    for (let i = 0; i < offsets.length; i++) {
      bits = bits << 1 | grid[at + offsets[i]];
      if (i === 7) near8 = bits;
      else if (i === 11) near12 = bits;
      if ((i & 15) === 15) {
        if (i === 15) near16 = bits;
        h = hash(h, bits);
        bits = 0;
      }
      if (i + 1 === templates[count]) context[count++] = hash(hash(count, h), bits);
    }
    const near4 = near8 >> 4, above = at - stride, above2 = above - stride;
    const west = run(grid, at - 1, -1), north = run(grid, above, -stride);
    const left = run(grid, above, -1), right = run(grid, above, 1);
    const left2 = run(grid, above2, -1), right2 = run(grid, above2, 1);
    const w = grid[at - 1], n = grid[above], nn = grid[above2];
    context[count++] = hash(50, ((((west * 12 + left) * 12 + right) * 2 + n) * 2 + w) * 13 + north);
    context[count++] = hash(
      51,
      ((((west * 12 + left) * 12 + right) * 12 + left2) * 12 + right2) * 8 + n * 4 + w * 2 + nn,
    );
    let inkLeft = 0, inkRight = 0;
    for (let dy = 1, there = above; dy <= 6; dy++, there -= stride) {
      for (let dx = 1; dx <= 6; dx++) {
        inkLeft += grid[there - dx];
        inkRight += grid[there + dx];
      }
    }
    context[count++] = hash(52, ((inkLeft >> 2) * 10 + (inkRight >> 2)) * 256 + near8);
    context[count++] = hash(53, (north * 12 + west) * 256 + near8);
    // 7 × 3 crosses of five pixels, three apart: the coarse shape above
    let coarse = 0;
    for (let dy = 0, there = above2; dy < 3; dy++, there -= 3 * stride) {
      for (let dx = -9; dx <= 9; dx += 3) {
        const c = there + dx;
        const ink = grid[c] + grid[c - 1] + grid[c + 1] + grid[c - stride] + grid[c + stride];
        coarse = coarse << 1 | (ink >= 2 ? 1 : 0);
      }
    }
    context[count++] = hash(hash(58, coarse), near8);
    const edge1 = edge(grid, above), edge2 = edge(grid, above2);
    const edge3 = edge(grid, above2 - stride), edge4 = edge(grid, above2 - 2 * stride);
    const edges = (edge1 * 36 + edge2) * 36 + edge3;
    context[count++] = hash(60, ((edges * 36 + edge4) * 2 + w) * 16 + west);
    context[count++] = hash(61, edges * 256 + near8);
    const position = y * this.#width + x;
    if (this.#isSet) {
      context[count++] = hash(54, position * 16 + near4);
      context[count++] = hash(55, position * 256 + near8);
      context[count++] = hash(56, y * 4096 + near12);
      context[count++] = hash(57, x * 4096 + near12);
      context[count++] = hash(59, ((this.#ink >> 3) * this.#height + y) * 256 + near8);
    }
    this.#mixer.look();
    let deepest = 0;
    for (let i = 0; i < templates.length; i++) if (seen[i] >= 2) deepest = i + 1;
    chosen[0] = near8;
    chosen[1] = deepest * 16 + near4;
    chosen[2] = Math.min(west, 7) * 64 + Math.min(left, 7) * 8 + Math.min(right, 7);
    chosen[3] = this.#isSet ? position : 0;
    row[0] = near16 >> this.#unseen;
    row[1] = this.#isSet ? position * 16 + near4 : near12;
  }
}

/** How many pixels from `at` on, every `step`, are alike; at most 11. */
function run(grid: Uint8Array, at: number, step: number): number {
  const colour = grid[at];
  let length = 1;
  while (length < LONGEST_RUN && grid[at + length * step] === colour) length++;
  return length;
}

/** Where the nearest pixel of another colour in the row of `at` is, and the colour, as a number below 36. */
function edge(grid: Uint8Array, at: number): number {
  const colour = grid[at];
  for (let distance = 1; distance <= FARTHEST_EDGE; distance++) {
    if (grid[at - distance] !== colour) return 4 * distance + colour;
    if (grid[at + distance] !== colour) return 4 * distance + 2 + colour;
  }
  return colour;
}
