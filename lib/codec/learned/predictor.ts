import { ACTIVATION_BITS, LARGEST, type PixelNetwork } from "./network.ts";
import { probabilityTable } from "./probability.ts";
import { BLOCK_TAPS, type Tap, windowTaps } from "./taps.ts";

/** A layer's numbers for each cell of the grid, and where they differ from those of a black image. */
interface Layer {
  values: Int32Array;
  touched: Uint8Array;
}

/**
 * Predicts the pixels of an image one after the other, as a decoder must: the readable implementation of
 * {@linkcode PixelNetwork}, in integers that every engine computes alike.
 *
 * Most pixels of a digit see nothing but black pixels. What the network computes for a black image is kept,
 * and a pixel is computed only if a white one is within its sight.
 */
export class PixelPredictor {
  readonly #network: PixelNetwork;
  readonly #taps: Tap[];
  // A grid has a row of zeros above the image and a column of zeros to its left, which is also to the right
  // of the row above: each tap is an offset.
  readonly #gridWidth: number;
  readonly #offsets: number[];
  /** the first layer's sums where all pixels are black, and those of the image so far: [h, w, C] */
  readonly #blackSums: Int32Array;
  readonly #sums: Int32Array;
  readonly #layers: Layer[];
  #blackLayers?: Int32Array[];
  readonly #blackLogits: Int32Array;
  readonly #total: Int32Array;

  constructor(network: PixelNetwork) {
    const { height, width, channels, blocks } = network, cells = (height + 1) * (width + 1);
    this.#network = network;
    this.#taps = windowTaps(network.radius);
    this.#gridWidth = width + 1;
    this.#offsets = BLOCK_TAPS.map(([dy, dx]) => dy * this.#gridWidth + dx);
    this.#sums = new Int32Array(height * width * channels);
    this.#layers = Array.from({ length: blocks + 1 }, () => ({
      values: new Int32Array(cells * channels),
      touched: new Uint8Array(cells),
    }));
    this.#total = new Int32Array(channels);
    this.#blackSums = this.#sums.map((_, i) => {
      const c = i % channels, pixel = (i - c) / channels;
      const x = pixel % width, y = (pixel - x) / width;
      return network.bias[c] + network.rows[y * channels + c] + network.columns[x * channels + c];
    });
    this.#blackLogits = new Int32Array(height * width);
    this.run((logit, pixel) => {
      this.#blackLogits[pixel] = logit;
      return 0;
    });
    this.#blackLayers = this.#layers.map(({ values }) => values.slice());
  }

  /**
   * Goes through the pixels of an image, row by row.
   *
   * @param next receives the logit of a one at pixel y · w + x and returns the pixel, 0 or 1
   */
  run(next: (logit: number, pixel: number) => number): void {
    const { height, width, blocks } = this.#network, layers = this.#layers;
    this.#sums.set(this.#blackSums);
    for (let l = 0; l <= blocks; l++) {
      if (this.#blackLayers) layers[l].values.set(this.#blackLayers[l]);
      layers[l].touched.fill(this.#blackLayers ? 0 : 1);
    }
    for (let y = 0, pixel = 0; y < height; y++) {
      for (let x = 0; x < width; x++, pixel++) {
        const cell = (y + 1) * this.#gridWidth + x + 1;
        if (layers[0].touched[cell]) this.#first(pixel, cell);
        for (let l = 0; l < blocks; l++) this.#block(l, cell);
        const seen = layers[blocks].touched[cell];
        const logit = seen ? this.#logit(cell) : this.#blackLogits[pixel];
        if (next(logit, pixel)) this.#addPixel(y, x);
      }
    }
  }

  /** h₀ = clamp(round(z)) */
  #first(pixel: number, cell: number): void {
    const { channels, windowBits } = this.#network, { values } = this.#layers[0];
    const shift = windowBits - ACTIVATION_BITS, half = shift > 0 ? 1 << (shift - 1) : 0;
    for (let c = 0; c < channels; c++) {
      const sum = this.#sums[pixel * channels + c];
      values[cell * channels + c] = clamp(shift > 0 ? (sum + half) >> shift : sum << -shift);
    }
  }

  /** h_l₊₁ = clamp(h_l + biases + round(Σ weights · h_l)) */
  #block(l: number, cell: number): void {
    const { channels, blockBits } = this.#network;
    const { values, touched } = this.#layers[l], above = this.#layers[l + 1];
    const offsets = this.#offsets;
    let seen = 0;
    for (let t = 0; t < offsets.length; t++) seen |= touched[cell + offsets[t]];
    above.touched[cell] = seen;
    if (!seen) return;
    const weights = this.#network.weights[l], biases = this.#network.biases[l];
    const total = this.#total.fill(1 << (blockBits - 1));
    for (let t = 0, row = 0; t < offsets.length; t++) {
      const from = (cell + offsets[t]) * channels;
      for (let i = 0; i < channels; i++, row += channels) {
        const value = values[from + i];
        if (value === 0) continue; // about half of them
        for (let c = 0; c < channels; c++) total[c] += value * weights[row + c];
      }
    }
    for (let c = 0, at = cell * channels; c < channels; c++, at++) {
      above.values[at] = clamp(values[at] + biases[c] + (total[c] >> blockBits));
    }
  }

  #logit(cell: number): number {
    const { channels, blocks, output, outputBias } = this.#network;
    const { values } = this.#layers[blocks];
    let logit = outputBias[0];
    for (let c = 0; c < channels; c++) logit += values[cell * channels + c] * output[c];
    return logit;
  }

  /** A white pixel adds its weights to the sums of the pixels that see it. */
  #addPixel(y: number, x: number): void {
    const { height, width, channels, window } = this.#network, taps = this.#taps;
    const { touched } = this.#layers[0];
    for (let k = 0; k < taps.length; k++) {
      const seenY = y - taps[k][0], seenX = x - taps[k][1];
      if (seenY >= height || seenX < 0 || seenX >= width) continue;
      const at = (seenY * width + seenX) * channels;
      for (let c = 0; c < channels; c++) this.#sums[at + c] += window[k * channels + c];
      touched[(seenY + 1) * this.#gridWidth + seenX + 1] = 1;
    }
  }
}

/** The probability of a one at each pixel of one image after the other: h · w zeros and ones to 65,536ths. */
export function pixelPredictions(network: PixelNetwork): (pixels: Uint8Array) => Uint16Array {
  const predictor = new PixelPredictor(network);
  const table = probabilityTable(network);
  return (pixels) => {
    const probabilities = new Uint16Array(pixels.length);
    predictor.run((logit, pixel) => {
      probabilities[pixel] = table.of(logit);
      return pixels[pixel];
    });
    return probabilities;
  };
}

const clamp = (value: number): number => value < 0 ? 0 : value > LARGEST ? LARGEST : value;
