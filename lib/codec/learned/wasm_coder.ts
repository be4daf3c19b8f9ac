import { requireStart } from "../coder/range.ts";
import type { Bit } from "../coder/bit_model.ts";
import { RangeEncoder } from "../coder/range.ts";
import { ACTIVATION_BITS, LANES, type PixelNetwork } from "./network.ts";
import type { PixelCoder } from "./pixel_coder.ts";
import { probabilityTable } from "./probability.ts";
import { windowTaps } from "./taps.ts";

interface Exports {
  memory: WebAssembly.Memory;
  blacken(network: number): void;
  predict(network: number, pixels: number, count: number, probabilities: number): void;
  decode(
    network: number,
    stream: number,
    bytes: number,
    pixels: number,
    count: number,
  ): number;
}

type ArrayKind =
  | Int32ArrayConstructor
  | Int16ArrayConstructor
  | Uint16ArrayConstructor
  | Uint8ArrayConstructor;

/** Where the description of the network is in the memory; the other data follow. */
const NETWORK = 1024;
const PAGE_BYTES = 65_536;
/** Pixels that are encoded at a time, or one image if that is more. */
const TOGETHER = 1 << 18;

let compiled: WebAssembly.Module | undefined;

/**
 * The coder in WebAssembly SIMD: the same bits as {@linkcode typescriptCoder}, many times as fast.
 *
 * @throws {WebAssembly.CompileError} this engine has no SIMD
 */
export function wasmCoder(network: PixelNetwork): PixelCoder {
  compiled ??= new WebAssembly.Module(Deno.readFileSync(new URL("./pixels.wasm", import.meta.url)));
  const kernel = new WebAssembly.Instance(compiled).exports as unknown as Exports;
  const end = place(kernel.memory, network), size = network.height * network.width;
  kernel.blacken(NETWORK);
  const bytes = (address: number, length: number) =>
    new Uint8Array(kernel.memory.buffer, address, length);
  return {
    encode(pixels) {
      const encoder = new RangeEncoder(), most = Math.ceil(TOGETHER / size) * size;
      const probabilities = align(end + most);
      reserve(kernel.memory, probabilities + 2 * most);
      for (let from = 0; from < pixels.length; from += most) {
        const part = pixels.subarray(from, from + most);
        bytes(end, part.length).set(part);
        kernel.predict(NETWORK, end, part.length / size, probabilities);
        const values = new Uint16Array(kernel.memory.buffer, probabilities, part.length);
        for (let i = 0; i < part.length; i++) encoder.encode(part[i] as Bit, values[i]);
      }
      return encoder.finish();
    },
    decode(stream, count) {
      requireStart(stream);
      const pixels = align(end + stream.length);
      reserve(kernel.memory, pixels + count * size);
      bytes(end, stream.length).set(stream);
      const left = kernel.decode(NETWORK, end, stream.length, pixels, count);
      if (left < 0) {
        throw new SyntaxError(`the stream of ${stream.length} bytes ends before its last bit`);
      }
      if (left > 0) {
        throw new SyntaxError(`${left} bytes are left after the last bit of the stream`);
      }
      return bytes(pixels, count * size).slice();
    },
  };
}

/** Writes the network to the memory as assembly/pixels.ts reads it, and returns the address after it. */
function place(memory: WebAssembly.Memory, network: PixelNetwork): number {
  const { height, width, blocks, channels: given, windowBits, blockBits } = network;
  const channels = Math.ceil(given / LANES) * LANES, cells = (height + 1) * (width + 1);
  const taps = windowTaps(network.radius);
  const { values: table, limit } = probabilityTable(network);
  /** rows of C numbers, padded */
  const padded = (rows: number, value: (row: number, c: number) => number) => {
    const values = new Array<number>(rows * channels).fill(0);
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < given; c++) values[row * channels + c] = value(row, c);
    }
    return values;
  };
  const blackSums = padded(height * width, (pixel, c) => {
    const x = pixel % width, y = (pixel - x) / width;
    return network.bias[c] + network.rows[y * given + c] + network.columns[x * given + c];
  });
  const biases = Array.from(
    { length: blocks },
    (_, l) =>
      padded(1, (_, c) => network.biases[l][c] * 2 ** blockBits).map((bias) =>
        bias + 2 ** (blockBits - 1)
      ),
  );
  const layers = (blocks + 1) * cells * channels;
  // numbers to write, or how many to make room for
  const data: [ArrayLike<number> | number, ArrayKind][] = [
    [taps.flatMap(([dy, dx]) => [-dy, -dx]), Int32Array],
    [padded(taps.length, (k, c) => network.window[k * given + c]), Int16Array],
    [network.weights.flatMap((weights) => pairs(weights, given, channels)), Int16Array],
    [biases.flat(), Int32Array],
    [padded(1, (_, c) => network.output[c]), Int16Array],
    [table, Uint16Array],
    [blackSums, Int16Array],
    [blackSums.length, Int16Array],
    [layers, Int16Array],
    [layers, Int16Array],
    [(blocks + 1) * cells, Uint8Array],
    [height * width, Int32Array],
  ];
  const sizes = [height, width, channels, blocks, taps.length, windowBits - ACTIVATION_BITS];
  const fields = [...sizes, blockBits, network.outputBias[0], limit];
  let address = align(NETWORK + 4 * (fields.length + data.length));
  for (const [values, Kind] of data) {
    const length = typeof values === "number" ? values : values.length;
    fields.push(address);
    reserve(memory, address + length * Kind.BYTES_PER_ELEMENT);
    if (typeof values !== "number") {
      new Kind(memory.buffer as ArrayBuffer, address, length).set(values);
    }
    address = align(address + length * Kind.BYTES_PER_ELEMENT);
  }
  new Int32Array(memory.buffer, NETWORK, fields.length).set(fields);
  return address;
}

/** The weights of a block in the order of the sums: sixteen channels, of them pairs of inputs. */
function pairs(weights: Int32Array, given: number, channels: number): number[] {
  const ordered: number[] = [];
  for (let group = 0; group < channels; group += LANES) {
    for (let row = 0; row < 5 * channels; row += 2) {
      for (let c = group; c < group + LANES; c++) {
        for (const input of [row, row + 1]) {
          const tap = Math.floor(input / channels), i = input % channels;
          ordered.push(i < given && c < given ? weights[(tap * given + i) * given + c] : 0);
        }
      }
    }
  }
  return ordered;
}

const align = (address: number): number => Math.ceil(address / 64) * 64;

/** Grows the memory to that many bytes. */
function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing > 0) memory.grow(missing);
}
