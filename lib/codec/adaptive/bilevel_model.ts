import type { Bit } from "../coder/bit_model.ts";
import { ContextMixer, hash } from "./context_mixer.ts";
import type { PixelCoder } from "./pixel_coder.ts";

/** Empty pixels around an image: as far as a context looks. */
const MARGIN = 12;

/** How many of the nearest pixels each template context sees. */
const TEMPLATES = [3, 5, 7, 9, 11, 13, 15, 18, 22, 26, 30, 36, 44, 56];
const FARTHEST = 56;

/** The nearest pixels that are already coded, [dx, dy], by distance. */
const nearest: readonly [number, number][] = (() => {
  const all: [number, number][] = [];
  for (let dy = 0; dy < MARGIN; dy++) {
    for (let dx = 1 - MARGIN; dx < MARGIN; dx++) if (dy > 0 || dx < 0) all.push([dx, -dy]);
  }
  const distance = ([dx, dy]: [number, number]) => dx * dx + dy * dy;
  return all.sort((a, b) => distance(a) - distance(b) || b[1] - a[1] || a[0] - b[0]).slice(
    0,
    FARTHEST,
  );
})();

/** Runs are counted up to this length. */
const LONGEST = 11;

/** Sets of images up to this size have a context for each position: the same in all images. */
const MOST_POSITIONS = 64 * 64;

/**
 * What a binary image is expected to be, pixel by pixel: templates of 3–56 neighbours, lengths of runs,
 * the ink around and, in small images, the position. It learns from every image that it has coded.
 */
export class BilevelModel {
  readonly #height: number;
  readonly #width: number;
  readonly #stride: number;
  readonly #positions: boolean;
  readonly #grid: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #mixer: ContextMixer;

  constructor(height: number, width: number, tableBits: number) {
    this.#height = height;
    this.#width = width;
    this.#stride = width + 2 * MARGIN;
    this.#positions = height * width <= MOST_POSITIONS;
    this.#grid = new Uint8Array((height + MARGIN) * this.#stride);
    this.#offsets = Int32Array.from(nearest, ([dx, dy]) => dy * this.#stride + dx);
    this.#mixer = new ContextMixer({
      contexts: TEMPLATES.length + (this.#positions ? 8 : 4),
      tableBits,
      weightSets: this.#positions ? [256, 256, 512, height * width] : [256, 256, 512],
      corrections: this.#positions ? [65_536, height * width * 16] : [65_536, 4096],
      rate: this.#positions ? 0.002 : 0.003,
    });
  }

  /** Codes one image: an encoder reads `pixels`, height × width of 0 and 1; a decoder fills them. */
  code(pixels: Uint8Array, coder: PixelCoder): void {
    const grid = this.#grid, mixer = this.#mixer;
    grid.fill(0);
    for (let y = 0, i = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++, i++) {
        const at = (y + MARGIN) * this.#stride + x + MARGIN;
        this.#setContexts(at, y, x);
        const bit = coder(pixels[i] as Bit, mixer.probability());
        mixer.update(bit);
        pixels[i] = grid[at] = bit;
      }
    }
  }

  #setContexts(at: number, y: number, x: number): void {
    const grid = this.#grid, stride = this.#stride, offsets = this.#offsets;
    const { context, chosen, row, seen } = this.#mixer;
    let count = 0, h = 0, bits = 0, near8 = 0, near12 = 0, near16 = 0;
    for (let i = 0; i < FARTHEST; i++) {
      bits = bits << 1 | grid[at + offsets[i]];
      if (i === 7) near8 = bits;
      else if (i === 11) near12 = bits;
      if ((i & 15) === 15) {
        if (i === 15) near16 = bits;
        h = hash(h, bits);
        bits = 0;
      }
      if (i + 1 === TEMPLATES[count]) context[count++] = hash(hash(count, h), bits);
    }
    const near4 = near8 >> 4;
    const west = run(grid, at - 1, -1), north = run(grid, at - stride, -stride);
    const left = run(grid, at - stride, -1), right = run(grid, at - stride, 1);
    const left2 = run(grid, at - 2 * stride, -1), right2 = run(grid, at - 2 * stride, 1);
    const w = grid[at - 1], n = grid[at - stride], nn = grid[at - 2 * stride];
    context[count++] = hash(50, ((((west * 12 + left) * 12 + right) * 2 + n) * 2 + w) * 13 + north);
    context[count++] = hash(
      51,
      ((((west * 12 + left) * 12 + right) * 12 + left2) * 12 + right2) * 8 + n * 4 + w * 2 + nn,
    );
    let inkLeft = 0, inkRight = 0;
    for (let dy = 1; dy <= 6; dy++) {
      for (let dx = 1, above = at - dy * stride; dx <= 6; dx++) {
        inkLeft += grid[above - dx];
        inkRight += grid[above + dx];
      }
    }
    context[count++] = hash(52, ((inkLeft >> 2) * 10 + (inkRight >> 2)) * 256 + near8);
    context[count++] = hash(53, (north * 12 + west) * 256 + near8);
    const position = y * this.#width + x;
    if (this.#positions) {
      context[count++] = hash(54, position * 16 + near4);
      context[count++] = hash(55, position * 256 + near8);
      context[count++] = hash(56, y * 4096 + near12);
      context[count++] = hash(57, x * 4096 + near12);
      chosen[3] = position;
    }
    this.#mixer.look();
    let deepest = 0;
    for (let i = 0; i < TEMPLATES.length; i++) if (seen[i] >= 2) deepest = i + 1;
    chosen[0] = near8;
    chosen[1] = deepest * 16 + near4;
    chosen[2] = Math.min(west, 7) * 64 + Math.min(left, 7) * 8 + Math.min(right, 7);
    row[0] = near16;
    row[1] = this.#positions ? position * 16 + near4 : near12;
  }
}

/** How many pixels from `at` on, every `step`, are alike; at most 11. */
function run(grid: Uint8Array, at: number, step: number): number {
  const colour = grid[at];
  let length = 1;
  while (length < LONGEST && grid[at + length * step] === colour) length++;
  return length;
}
