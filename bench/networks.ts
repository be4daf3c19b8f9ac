/** The activation of a layer. */
export type Activation = "linear" | "relu" | "sigmoid" | "tanh";

/** One layer, in a form that every engine can build; images are square, padding is "same". */
export type Layer =
  | { kind: "dense"; units: number; activation: Activation }
  | { kind: "conv"; filters: number; kernel: number; stride: number; activation: Activation }
  /** `size` is the output height and width, which stride and kernel do not determine. */
  | {
    kind: "transposed";
    filters: number;
    kernel: number;
    stride: number;
    size: number;
    activation: Activation;
  }
  | { kind: "maxPool" | "upSample" | "averagePool" | "flatten" }
  | { kind: "reshape"; shape: number[] };

/** A network of the benchmarks and how it is trained. */
export interface Network {
  name: string;
  /** images per step, as published */
  batch: number;
  /** "bce" is computed from logits: the last layer is linear, the sigmoid is part of the loss */
  loss: "bce" | "mse";
  /** shape of one image */
  input: number[];
  layers: Layer[];
  /** number of layers in the encoder */
  encoder: number;
}

/** The names of the five networks. */
export const networkNames = ["dense", "plain", "conv64", "emnist1", "pooled7x7"] as const;
/** One of {@linkcode networkNames}. */
export type NetworkName = typeof networkNames[number];

const dense = (units: number, activation: Activation = "relu"): Layer => ({
  kind: "dense",
  units,
  activation,
});
const conv = (filters: number, stride = 1, activation: Activation = "relu"): Layer => ({
  kind: "conv",
  filters,
  kernel: 3,
  stride,
  activation,
});
const transposed = (
  filters: number,
  size: number,
  { kernel = 3, stride = 1, activation = "relu" as Activation } = {},
): Layer => ({ kind: "transposed", filters, kernel, stride, size, activation });

/** The five networks, in the order in which they are measured. */
export const networks: Record<NetworkName, Network> = {
  dense: {
    name: "dense",
    batch: 256,
    loss: "bce",
    input: [784],
    encoder: 4,
    layers: [
      ...[512, 256, 128, 32, 128, 256, 512].map((units) => dense(units)),
      dense(784, "linear"),
    ],
  },
  plain: {
    name: "plain",
    batch: 256,
    loss: "bce",
    input: [784],
    encoder: 1,
    layers: [dense(32), dense(784, "linear")],
  },
  conv64: {
    name: "conv64",
    batch: 32,
    loss: "mse",
    input: [28, 28, 1],
    encoder: 4,
    layers: [
      conv(16, 2), // [n, 14, 14, 16]
      conv(32, 2), // [n, 7, 7, 32]
      conv(64, 2), // [n, 4, 4, 64]
      { kind: "averagePool" }, // [n, 1, 1, 64]
      transposed(32, 4, { kernel: 4 }), // [n, 4, 4, 32]
      transposed(16, 7, { stride: 2 }), // [n, 7, 7, 16]
      transposed(8, 14, { kernel: 4, stride: 2 }), // [n, 14, 14, 8]
      transposed(1, 28, { kernel: 4, stride: 2, activation: "sigmoid" }), // [n, 28, 28, 1]
    ],
  },
  emnist1: {
    name: "emnist1",
    batch: 128,
    loss: "mse",
    input: [28, 28, 1],
    encoder: 6,
    layers: [
      conv(32), // [n, 28, 28, 32]
      conv(64, 2), // [n, 14, 14, 64]
      conv(64),
      conv(64),
      { kind: "flatten" }, // [n, 12544]
      dense(32), // the code
      dense(14 * 14 * 64),
      { kind: "reshape", shape: [14, 14, 64] },
      transposed(64, 14),
      transposed(64, 14),
      transposed(64, 28, { stride: 2 }), // [n, 28, 28, 64]
      transposed(32, 28),
      transposed(1, 28, { activation: "sigmoid" }), // [n, 28, 28, 1]
    ],
  },
  pooled7x7: {
    name: "pooled7x7",
    batch: 128,
    loss: "mse",
    input: [28, 28, 1],
    encoder: 11,
    layers: [
      ...[256, 128, 64].map((filters) => conv(filters)), // [n, 28, 28, 64]
      { kind: "maxPool" },
      ...[32, 16, 8].map((filters) => conv(filters)), // [n, 14, 14, 8]
      { kind: "maxPool" },
      ...[4, 2, 1].map((filters) => conv(filters)), // [n, 7, 7, 1], the code
      ...[1, 2, 4].map((filters) => conv(filters)),
      { kind: "upSample" },
      ...[8, 16, 32].map((filters) => conv(filters)), // [n, 14, 14, 32]
      { kind: "upSample" },
      ...[64, 128, 256].map((filters) => conv(filters)), // [n, 28, 28, 256]
      conv(1, 1, "tanh"),
    ],
  },
};

/** Shapes of the weights of a network, layer by layer, kernel before bias, as in Keras. */
export function weightShapes({ input, layers }: Network): number[][] {
  const shapes: number[][] = [];
  let [channels, size, flat] = [input.at(-1)!, input[0], input.reduce((a, b) => a * b)];
  for (const layer of layers) {
    switch (layer.kind) {
      case "dense":
        shapes.push([flat, layer.units], [layer.units]);
        flat = layer.units;
        continue;
      case "conv":
        shapes.push([layer.kernel, layer.kernel, channels, layer.filters], [layer.filters]);
        [channels, size] = [layer.filters, Math.ceil(size / layer.stride)];
        break;
      case "transposed":
        shapes.push([layer.kernel, layer.kernel, layer.filters, channels], [layer.filters]);
        [channels, size] = [layer.filters, layer.size];
        break;
      case "reshape":
        [size, channels] = [layer.shape[0], layer.shape[2]];
        break;
      case "maxPool":
        size /= 2;
        break;
      case "upSample":
        size *= 2;
        break;
      case "averagePool":
        size = 1;
    }
    flat = size * size * channels;
  }
  return shapes;
}

/** The number of trainable parameters of a network. */
export function parameterCount(network: Network): number {
  return weightShapes(network).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);
}
