import type { AutoencoderSpec, LayerSpec } from "../../lib/models/mod.ts";
import type { Layer, Network } from "../networks.ts";

/** The network as a specification of lib/models. */
export function specOf({ name, input, layers, encoder }: Network): AutoencoderSpec {
  let size = input.length === 3 ? input[0] : 0; // 0: a row, not an image
  let output: AutoencoderSpec["output"] = "sigmoid";
  const written = layers.map((layer, i) => {
    const before = size;
    size = sizeAfter(layer, size);
    const last = i === layers.length - 1;
    if (last && "activation" in layer && layer.activation === "tanh") output = "tanh";
    return layerSpecs(layer, before, last);
  });
  const [coding, decoding] = [written.slice(0, encoder).flat(), written.slice(encoder).flat()];
  const { latent, enter, leave } = seam(name);
  const rows: LayerSpec[] = input.length === 1 ? [{ type: "flatten" }] : [];
  const images: LayerSpec[] = rows.length ? [{ type: "reshape", shape: [28, 28, 1] }] : [];
  return {
    name,
    height: 28,
    width: 28,
    channels: 1,
    latent,
    initializer: "glorotUniform",
    output,
    encoder: [...rows, ...coding, ...leave],
    decoder: [...enter, ...decoding, ...images],
  };
}

// In lib/models a code is a vector, so a network whose code is an image needs reshape layers.
function seam(name: string): { latent: number; enter: LayerSpec[]; leave: LayerSpec[] } {
  if (name === "conv64") {
    return { latent: 64, leave: [], enter: [{ type: "reshape", shape: [1, 1, 64] }] };
  }
  if (name === "pooled7x7") {
    const enter: LayerSpec[] = [{ type: "reshape", shape: [7, 7, 1] }];
    return { latent: 49, leave: [{ type: "flatten" }], enter };
  }
  return { latent: 32, leave: [], enter: [] };
}

function sizeAfter(layer: Layer, size: number): number {
  if (layer.kind === "conv") return Math.ceil(size / layer.stride);
  if (layer.kind === "transposed") return layer.size;
  if (layer.kind === "maxPool") return size / 2;
  if (layer.kind === "upSample") return size * 2;
  if (layer.kind === "averagePool") return 1;
  if (layer.kind === "reshape") return layer.shape[0];
  return size;
}

function layerSpecs(layer: Layer, size: number, last: boolean): LayerSpec[] {
  switch (layer.kind) {
    case "dense":
      return [{ type: "dense", units: layer.units, activation: layer.activation }];
    case "conv": {
      const { filters, kernel, stride } = layer;
      const activation = last ? "linear" : layer.activation;
      return [{ type: "convolution", filters, kernel, stride, activation }];
    }
    case "transposed": {
      const { filters, kernel, stride } = layer;
      const activation = last ? "linear" : layer.activation;
      const one = { type: "transposedConvolution", filters, kernel, stride, activation } as const;
      if (layer.size === size * stride) return [one];
      const over = (size - 1) * stride + kernel - layer.size;
      const valid = { ...one, padding: "valid" } as const;
      const [start, end] = [Math.floor(over / 2), Math.ceil(over / 2)];
      return over === 0 ? [valid] : [valid, { type: "cropping", start, end }];
    }
    case "maxPool":
      return [{ type: "maxPooling", size: 2 }];
    case "upSample":
      return [{ type: "upSampling", size: 2 }];
    case "averagePool":
      return [{ type: "globalAveragePooling" }];
    case "flatten":
      return [{ type: "flatten" }];
    case "reshape":
      return [{ type: "reshape", shape: layer.shape }];
  }
}
