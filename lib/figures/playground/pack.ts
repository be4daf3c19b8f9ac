import type { Step } from "./steps.ts";

/** Numbers written down for the page: a header that names them, and their bytes. */
export interface Packed {
  /** the input with a description in place of each array */
  header: unknown;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A kernel as integers: w ≈ q · scale of its output channel. */
class Quantised {
  constructor(
    readonly values: Int8Array,
    readonly scale: Float32Array,
    readonly inner: number,
  ) {}
}

/**
 * Steps with their kernels rounded to integers of so many bits, one scale for each output channel:
 * the channel's largest weight is the largest integer.
 */
export function quantised(steps: readonly Step[], bits: number): unknown[] {
  const largest = 2 ** (bits - 1) - 1;
  return steps.map((step) => {
    if (!step.kernel) return step;
    const channels = step.output.at(-1)!;
    // A transposed convolution's kernel is [u, v, f, c], every other one ends in f.
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
    return { ...step, kernel: new Quantised(values, scale, inner) };
  });
}

/** Any tree of plain values, quantised kernels, Uint8Arrays and Float32Arrays as header and bytes. */
export function pack(tree: unknown): Packed {
  const integers: Uint8Array[] = [];
  const floats: Float32Array[] = [];
  const place = (parts: ArrayBufferView[]) => parts.reduce((sum, part) => sum + part.byteLength, 0);

  // Floats need an address that is a multiple of 4, so they come after all integers.
  const describe = (node: unknown): unknown => {
    if (node instanceof Quantised) {
      const at = place(integers);
      integers.push(new Uint8Array(node.values.buffer));
      return { $weights: [at, node.values.length], scale: describe(node.scale), inner: node.inner };
    }
    if (node instanceof Uint8Array) {
      const at = place(integers);
      integers.push(node);
      return { $bytes: [at, node.length] };
    }
    if (node instanceof Float32Array) {
      const at = place(floats);
      floats.push(node);
      return { $floats: [at, node.length] };
    }
    if (Array.isArray(node)) return node.map(describe);
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, describe(part)]));
  };
  const header = describe(tree);
  const start = Math.ceil(place(integers) / 4) * 4;
  const bytes = new Uint8Array(start + place(floats));
  let at = 0;
  for (const part of integers) {
    bytes.set(part, at);
    at += part.length;
  }
  at = start;
  for (const part of floats) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return { header: moved(header, start), bytes };
}

/** The header with the floats' places counted from the start of all bytes. */
function moved(node: unknown, start: number): unknown {
  if (Array.isArray(node)) return node.map((part) => moved(part, start));
  if (node === null || typeof node !== "object") return node;
  if ("$floats" in node) {
    const [at, length] = node.$floats as [number, number];
    return { $floats: [at + start, length] };
  }
  return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, moved(part, start)]));
}
