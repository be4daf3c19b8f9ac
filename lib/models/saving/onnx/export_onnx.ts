import { join } from "@std/path";
import type { Message } from "@bufbuild/protobuf";
import { toPath, writeAtomic } from "../../../files/mod.ts";
import { type AutoencoderSpec, layerName, tensorName } from "../../spec/spec.ts";
import { type Storable, type StoredModel, storeModel } from "../stored_model.ts";
import { Graph, type Value } from "./graph.ts";
import { appendActivation, appendLayer, channelsLast } from "./layers.ts";
import { message, modelBytes } from "./schema.ts";

/**
 * The versions of ONNX's file format and operators, of ONNX 1.12: old enough for every current runtime, new
 * enough for all operators used.
 */
const IR_VERSION = 8n, OPERATORS = 17n;

/** See `Autoencoder.exportOnnx`. */
export async function exportOnnx(model: Storable, folder: string | URL): Promise<void> {
  folder = toPath(folder, "folder");
  const stored = storeModel(model, "float32");
  const parts = (["encoder", "decoder"] as const).map((part) =>
    [part, modelBytes(onnxModel(stored, part))] as const
  );
  for (const [part, bytes] of parts) await writeAtomic(join(folder, `${part}.onnx`), bytes);
}

/** Encoder or decoder as an ONNX model of the same shapes: images are [n, h, w, c], codes [n, k]. */
function onnxModel(
  { spec, tensors }: Pick<StoredModel, "spec" | "tensors">,
  part: "encoder" | "decoder",
): Message {
  const graph = new Graph(), { height, width, channels, latent, classes = 0 } = spec;
  const code = [part === "decoder" ? latent + classes : latent]; // the label is an input of the decoder
  const [input, output]: Value[] = [
    { name: "image", shape: [height, width, channels], channelsFirst: false },
    { name: "code", shape: code, channelsFirst: false },
  ];
  const [from, to] = part === "encoder" ? [input, output] : [output, input];
  let x = spec[part].reduce((x, layer, i) => {
    graph.layer = `${i + 1}_${layer.type}`;
    const own = layerName(part, i + 1, layer);
    const weight = (name: string) => tensors.get(tensorName(`${own}/${name}`))!;
    return appendLayer(graph, layer, x, weight);
  }, from);
  graph.layer = "output";
  x = channelsLast(graph, x);
  if (part === "decoder") appendPixels(graph, spec, x);
  return message("ModelProto", {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: OPERATORS }],
    producerName: "autoencoders",
    docString: spec.name,
    graph: graph.finish(part, from, to.name, to.shape),
  });
}

/** The output activation, clipped to 0–1 as by `Autoencoder.decode`. */
function appendPixels(graph: Graph, { output }: AutoencoderSpec, logits: Value): void {
  const { name } = appendActivation(graph, output, logits);
  if (output === "sigmoid") return;
  const [least, most] = [0, 1].map((bound) =>
    graph.floats(`bound_${bound}`, [], Float32Array.of(bound))
  );
  graph.node("Clip", [name, least, most]);
}
