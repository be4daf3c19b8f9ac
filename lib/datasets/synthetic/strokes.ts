import { ImageSet } from "../../images.ts";
import { type Random, requireRandom } from "../../random.ts";
import { requireArray, requireInteger, requireKnown, requireNumber } from "../../require.ts";
import { type Glyph, glyphs } from "./glyphs.ts";
import { draw, type Line, smooth } from "./pen.ts";

/** Options of {@linkcode strokes}. */
export interface StrokeOptions {
  /** the digits to draw; default all ten */
  digits?: readonly number[];
  /** mean width of the pen in pixels, at most 8; default 2.5 */
  penWidth?: number;
  /** standard deviation of the slant, in pixels sideways per pixel upwards; default 0.25 */
  slant?: number;
  /** standard deviation of the rotation in radians; default 0.1 */
  rotation?: number;
  /** standard deviation of each point, as a fraction of the digit's height; default 0.035 */
  jitter?: number;
  /** width of an edge in pixels; default 1.1 */
  blur?: number;
}

const SIZE = 28;
/** MNIST's digits fill a box of 20 × 20 pixels and are centred by mass. */
const BOX = 20;
/** A wider pen does not fit the box. */
const WIDEST = 8;

/**
 * Generates synthetic digits that resemble handwriting: each digit in two or three shapes, with
 * random slant, rotation, proportions, pen width and jitter, laid out like MNIST. With them
 * everything runs offline, but results measured on them say nothing about real data.
 *
 * Uses only sums, products, quotients and square roots, which give the same bits on every machine,
 * so the images are identical everywhere.
 *
 * @returns `count` images of 28 × 28 × 1, 0–255, with the digits as labels
 * @throws {RangeError} `count` is not an integer of at least 1, a digit is not in 0–9, or an option
 * is negative or not finite
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { Random, strokes } from "@autoencoders";
 *
 * const sevens = strokes(3, new Random(1), { digits: [7], slant: 0 });
 * deepStrictEqual([sevens.count, sevens.height, sevens.width], [3, 28, 28]);
 * deepStrictEqual([...sevens.labels!], [7, 7, 7]);
 * ```
 */
export function strokes(count: number, random: Random, options: StrokeOptions = {}): ImageSet {
  requireRandom(random);
  requireKnown("strokes", options, DEFAULTS);
  requireInteger("count", count);
  const { digits, ...hand } = { ...DEFAULTS, ...options };
  requireArray("digits", digits);
  for (const [name, value] of Object.entries(hand)) {
    requireNumber(name, value);
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`${name} must be finite and at least 0, got ${value}`);
    }
  }
  if (hand.penWidth > WIDEST) {
    throw new RangeError(`penWidth must be in 0–${WIDEST}, got ${hand.penWidth}`);
  }
  const wrong = digits.find((digit) => !glyphs[digit]);
  if (wrong !== undefined || digits.length === 0) {
    throw new RangeError(`digits must be integers in 0–9, got ${wrong ?? "none"}`);
  }
  return drawCharacters(count, random, digits, (digit) => glyphs[digit], hand);
}

/**
 * {@linkcode strokes} of any characters.
 *
 * @param labels of the characters to draw
 * @param shapesOf returns the shapes of the character with a label
 */
export function drawCharacters(
  count: number,
  random: Random,
  labels: readonly number[],
  shapesOf: (label: number) => Glyph[],
  hand: Hand = DEFAULTS,
): ImageSet {
  const pixels = new Uint8Array(count * SIZE * SIZE);
  const drawn = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    drawn[i] = labels[random.integer(labels.length)];
    const lines = write(pick(shapesOf(drawn[i]), random), hand, random);
    const blur = Math.max(0.01, hand.blur * (1 + 0.2 * bell(random)));
    draw(lines, blur, pixels.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE), SIZE, SIZE);
  }
  return new ImageSet(pixels, { height: SIZE, width: SIZE, labels: drawn });
}

type Hand = Required<Omit<StrokeOptions, "digits">>;

const DEFAULTS: Required<StrokeOptions> = {
  digits: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  penWidth: 2.5,
  slant: 0.25,
  rotation: 0.1,
  jitter: 0.035,
  blur: 1.1,
};

/** One handwritten variant of a glyph. */
function write(glyph: Glyph, hand: Hand, random: Random): Line[] {
  const points = deform(glyph.points, hand, random);
  const paths = glyph.strokes.map((path) => smooth(points, path));
  const radius = 0.5 * hand.penWidth * Math.max(0.6, 1 + 0.22 * bell(random));
  // the pen presses harder at one end of a stroke than at the other
  const press = 0.12 * bell(random);
  const lines = paths.map(({ x, y }) => ({
    x,
    y,
    radius: x.map((_, i) => radius * (1 + press * (2 * i / x.length - 1))),
  }));
  place(lines, radius);
  return lines;
}

/** Moves each point by a little noise, and all by a smooth deformation. */
function deform(points: Float64Array, hand: Hand, random: Random): Float64Array {
  const aspect = Math.max(0.55, 1.1 + 0.2 * bell(random));
  const slant = 0.2 + hand.slant * bell(random);
  // bends the whole digit: x and y each move by a quadratic form of the position
  const bend = hand.jitter * 7;
  const [a, b, c, d, e, f] = Array.from({ length: 6 }, () => bend * bell(random));
  // cosine and sine of a small angle from the tangent of half of it
  const t = hand.rotation * bell(random) / 2;
  const cos = (1 - t * t) / (1 + t * t), sin = 2 * t / (1 + t * t);
  const moved = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    const u = points[i] / 100 - 0.32 + hand.jitter * bell(random);
    const v = points[i + 1] / 100 - 0.5 + hand.jitter * bell(random);
    const y = v + d * (u * u - 0.05) + e * u * v + f * (v * v - 0.1);
    const x = aspect * (u + a * (u * u - 0.05) + b * u * v + c * (v * v - 0.1)) - slant * y;
    moved[i] = cos * x - sin * y;
    moved[i + 1] = sin * x + cos * y;
  }
  return moved;
}

/** Scales to MNIST's box and moves the centre of mass to the centre, within the image. */
function place(lines: Line[], radius: number): void {
  const bounds = (parts: number[][]) => {
    const values = parts.flat();
    return [Math.min(...values), Math.max(...values)];
  };
  const [left, right] = bounds(lines.map(({ x }) => x));
  const [top, bottom] = bounds(lines.map(({ y }) => y));
  const scale = (BOX - 2 * radius) / Math.max(right - left, bottom - top);

  let mass = 0, massX = 0, massY = 0;
  for (const { x, y } of lines) {
    for (let i = 0; i + 1 < x.length; i++) {
      const dx = x[i + 1] - x[i], dy = y[i + 1] - y[i];
      const length = Math.sqrt(dx * dx + dy * dy);
      mass += length;
      massX += length * (x[i] + x[i + 1]) / 2;
      massY += length * (y[i] + y[i + 1]) / 2;
    }
  }
  const middle = (SIZE - 1) / 2;
  const shift = (centre: number, low: number, high: number) =>
    Math.min(
      SIZE - 1 - radius - scale * high,
      Math.max(radius - scale * low, middle - scale * centre),
    );
  const shiftX = shift(massX / mass, left, right), shiftY = shift(massY / mass, top, bottom);
  for (const { x, y } of lines) {
    for (let i = 0; i < x.length; i++) {
      x[i] = scale * x[i] + shiftX;
      y[i] = scale * y[i] + shiftY;
    }
  }
}

/** One of the shapes, with probability proportional to its weight. */
function pick(shapes: readonly Glyph[], random: Random): Glyph {
  const total = shapes.reduce((sum, { weight }) => sum + weight, 0);
  let left = random.integer(total);
  return shapes.find(({ weight }) => (left -= weight) < 0)!;
}

/** Roughly normal, mean 0, variance 1, within ±3; without logarithms, whose last bits differ. */
function bell(random: Random): number {
  return 2 * (random.uniform() + random.uniform() + random.uniform()) - 3;
}
