import type { Message } from "@bufbuild/protobuf";
import { attributeTypes, dataTypes, message } from "./schema.ts";

/** A tensor of a graph: the input, or the output of a node. */
export interface Value {
  name: string;
  /** without n, in the order of the library: [h, w, c] for images */
  shape: number[];
  /** whether the graph has these images as [n, c, h, w], as ONNX's layers of images take them */
  channelsFirst: boolean;
}

/** The attributes of a node: integers, lists of integers, text, or real numbers, marked as such. */
export type Attributes = Record<string, number | number[] | string | { real: number }>;

/** An ONNX graph while it is built, node by node. */
export class Graph {
  readonly #nodes: (Message & { output: string[] })[] = [];
  readonly #constants: Message[] = [];
  readonly #names = new Set<string>();
  /** prefix of the names of nodes and constants: the layer that they are made of */
  layer = "";

  /** Appends a node; returns the name of its output. */
  node(opType: string, input: string[], attributes: Attributes = {}): string {
    const name = this.#name(opType);
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.#nodes.push(message("NodeProto", { name, opType, input, output: [name], attribute }));
    return name;
  }

  /** Adds a constant of float32 numbers; returns its name. */
  floats(name: string, dims: readonly number[], values: Float32Array): string {
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.#constant(name, dataTypes.FLOAT, dims, rawData);
  }

  /** Adds a vector of int64 numbers; returns its name. */
  integers(name: string, values: readonly number[]): string {
    const numbers = BigInt64Array.from(values, BigInt);
    return this.#constant(name, dataTypes.INT64, [values.length], new Uint8Array(numbers.buffer));
  }

  /**
   * The graph, whose last node gives its output.
   *
   * @param shape of the output, without n
   */
  finish(name: string, input: Value, output: string, shape: readonly number[]): Message {
    this.#nodes.at(-1)!.output = [output];
    return message("GraphProto", {
      name,
      node: this.#nodes,
      initializer: this.#constants,
      input: [batchInfo(input.name, input.shape)],
      output: [batchInfo(output, shape)],
    });
  }

  #constant(
    name: string,
    dataType: number,
    dims: readonly number[],
    rawData: Uint8Array,
  ): string {
    const unique = this.#name(name);
    this.#constants.push(
      message("TensorProto", { name: unique, dataType, dims: dims.map(BigInt), rawData }),
    );
    return unique;
  }

  /** A name that the graph does not have yet. */
  #name(wanted: string): string {
    const base = `${this.layer}/${wanted}`;
    let name = base;
    for (let i = 2; this.#names.has(name); i++) name = `${base}_${i}`;
    this.#names.add(name);
    return name;
  }
}

function attributeOf(name: string, value: Attributes[string]) {
  if (typeof value === "number") {
    return message("AttributeProto", { name, type: attributeTypes.INT, i: BigInt(value) });
  }
  if (Array.isArray(value)) {
    return message("AttributeProto", {
      name,
      type: attributeTypes.INTS,
      ints: value.map(BigInt),
    });
  }
  if (typeof value === "string") {
    const s = new TextEncoder().encode(value);
    return message("AttributeProto", { name, type: attributeTypes.STRING, s });
  }
  return message("AttributeProto", { name, type: attributeTypes.FLOAT, f: value.real });
}

/** The type of a batch of float32 tensors of this shape: [n, …shape], n unknown. */
function batchInfo(name: string, shape: readonly number[]): Message {
  const dim = [{ dimParam: "n" }, ...shape.map((size) => ({ dimValue: BigInt(size) }))];
  return message("ValueInfoProto", {
    name,
    type: { tensorType: { elemType: dataTypes.FLOAT, shape: { dim } } },
  });
}
