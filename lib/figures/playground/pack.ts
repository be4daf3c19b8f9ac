import type { Step } from "./steps.ts";

/** Values serialised for the page: a header that describes them, and the bytes of all arrays. */
export interface Packed {
  /** the values, with each array replaced by a description */
  header: unknown;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A kernel as integers: w ≈ q · scale of its output channel. */
class Quantized {
  constructor(
    readonly values: Int8Array,
    readonly scale: Float32Array,
    readonly inner: number,
  ) {}
}

/**
 * Rounds the kernels of `steps` to integers of `bits` bits, with one scale for each output channel:
 * the channel's largest absolute weight becomes the largest integer.
 */
export function quantize(steps: readonly Step[], bits: number): unknown[] {
  const largest = 2 ** (bits - 1) - 1;
  return steps.map((step) => {
    if (!step.kernel) return step;
    const channels = step.output.at(-1)!;
    // A transposed convolution's kernel is [u, v, f, c]; all others end in f.
    const inner = step.type === "transposedConvolution" ? step.input.at(-1)! : 1;
    const channel = (i: number) => Math.floor(i / inner) % channels;
    const scale = new Float32Array(channels);
    step.kernel.forEach((w, i) => {
      scale[channel(i)] = Math.max(scale[channel(i)], Math.abs(w) / largest);
    });
    const values = Int8Array.from(
      step.kernel,
      (w, i) => scale[channel(i)] === 0 ? 0 : Math.round(w / scale[channel(i)]),
    );
    return { ...step, kernel: new Quantized(values, scale, inner) };
  });
}

/**
 * Serialises a tree of plain values, quantized kernels, Uint8Arrays and Float32Arrays; `unpack` in
 * page/unpack.js restores it.
 */
export function pack(tree: unknown): Packed {
  const parts: [offset: number, part: Uint8Array][] = [];
  let length = 0;
  const place = ({ buffer, byteOffset, byteLength }: Int8Array | Uint8Array | Float32Array) => {
    const offset = length;
    parts.push([offset, new Uint8Array(buffer, byteOffset, byteLength)]);
    length += Math.ceil(byteLength / 4) * 4; // floats need an offset that is a multiple of 4
    return offset;
  };
  const describe = (node: unknown): unknown => {
    if (node instanceof Quantized) {
      const { values, scale, inner } = node;
      return { $weights: [place(values), values.length], scale: describe(scale), inner };
    }
    if (node instanceof Uint8Array) return { $bytes: [place(node), node.length] };
    if (node instanceof Float32Array) return { $floats: [place(node), node.length] };
    if (Array.isArray(node)) return node.map(describe);
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, describe(part)]));
  };
  const header = describe(tree);
  const bytes = new Uint8Array(length);
  for (const [offset, part] of parts) bytes.set(part, offset);
  return { header, bytes };
}
