import { measureTfjsLayer, MOST_NUMBERS } from "../tfjs/layer.ts";
import { type AutoencoderSpec, layerName, type LayerSpec, tensorName } from "./spec.ts";

/**
 * The weights that a spec describes, without building it: their shapes by the names that they have in a
 * saved model, such as "encoder/2_dense/kernel".
 *
 * @throws {RangeError} the layers do not fit together, or the network is too large
 */
export function weightShapes(spec: AutoencoderSpec): Map<string, number[]> {
  const image = [spec.height, spec.width, spec.channels], code = [spec.latent];
  const shapes = new Map([
    ...partShapes("encoder", spec.encoder, image, code),
    ...partShapes("decoder", spec.decoder, code, image),
  ]);
  requireSize("the network's weights", [...shapes.values()].reduce((sum, s) => sum + size(s), 0));
  return shapes;
}

function* partShapes(
  part: "encoder" | "decoder",
  layers: LayerSpec[],
  input: number[],
  output: number[],
): Generator<[string, number[]]> {
  let shape = input;
  for (const [i, layer] of layers.entries()) {
    const name = layerName(part, i + 1, layer), where = `${part}: layer ${name}`;
    const taken = shape.join("×");
    const { next, weights } = stepOf(layer, shape, name);
    if (typeof next === "string") {
      throw new RangeError(`${where} does not take ${taken}: ${next}`);
    }
    if (!next.every((side) => side >= 1)) {
      throw new RangeError(`${where} does not take ${taken}: it leaves ${next.join("×")}`);
    }
    requireSize(`${where}: its outputs`, size(next));
    for (const [weight, itsShape] of weights) yield [tensorName(weight), itsShape];
    shape = next;
  }
  if (shape.join() !== output.join()) {
    throw new RangeError(`the ${part} must end in ${output.join("×")}, got ${shape.join("×")}`);
  }
}

/** What {@linkcode outputShape} says, and the layer's weights by the names that tfjs gives them. */
function stepOf(layer: LayerSpec, input: number[], name: string) {
  if (layer.type !== "tfjs") {
    const weights = Object.entries(weightsOf(layer, input));
    return {
      next: outputShape(layer, input),
      weights: weights.map(([weight, shape]) => [`${name}/${weight}`, shape] as const),
    };
  }
  try {
    const { output, weights } = measureTfjsLayer(layer, name, input, MOST_NUMBERS);
    return { next: output, weights };
  } catch (error) {
    return { next: (error as Error).message, weights: [] };
  }
}

/** The shape of a layer's output for one image, or why it does not take its input. */
export function outputShape(
  layer: Exclude<LayerSpec, { type: "tfjs" }>,
  input: number[],
): number[] | string {
  const [height, width, channels] = input;
  const image = input.length === 3 ? undefined : "it takes images, h×w×c";
  const sides = (of: (side: number) => number, depth = channels) =>
    image ?? [of(height), of(width), depth];
  switch (layer.type) {
    case "dense":
      return [...input.slice(0, -1), layer.units];
    case "convolution": {
      const { kernel = 3, stride = 1, padding = "same", filters } = layer;
      const lost = padding === "same" ? 0 : kernel - 1 - 2 * (padding === "valid" ? 0 : padding);
      return sides((side) => Math.ceil((side - lost) / stride), filters);
    }
    case "transposedConvolution": {
      const { kernel = 3, stride = 1, padding = "same", filters } = layer;
      const gained = padding === "same"
        ? 0
        : padding === "valid"
        ? Math.max(kernel - stride, 0)
        : kernel - stride - 2 * padding;
      return sides((side) => side * stride + gained, filters);
    }
    case "maxPooling":
      return sides((side) => Math.floor(side / layer.size));
    case "upSampling":
      return sides((side) => side * layer.size);
    case "cropping":
      return sides((side) => side - layer.start - layer.end);
    case "globalAveragePooling":
      return image ?? [channels];
    case "flatten":
      return input.length > 1 ? [size(input)] : "it is flat already";
    case "reshape":
      if (size(layer.shape) === size(input)) return layer.shape;
      return `${layer.shape.join("×")} has another size`;
    case "posteriorMean":
      if (input.length === 1 && input[0] === 2 * layer.units) return [layer.units];
      return `its mean and log-variance need ${2 * layer.units}`;
    case "batchNormalization":
    case "dropout":
    case "activation":
      return input;
  }
}

/** The shapes of a layer's weights by their names in tfjs. */
function weightsOf(layer: LayerSpec, input: number[]): Record<string, number[]> {
  const channels = input.at(-1)!;
  switch (layer.type) {
    case "dense":
      return { kernel: [channels, layer.units], bias: [layer.units] };
    case "convolution":
    case "transposedConvolution": {
      const { kernel = 3, filters } = layer;
      const ends = layer.type === "convolution" ? [channels, filters] : [filters, channels];
      return { kernel: [kernel, kernel, ...ends], bias: [filters] };
    }
    case "batchNormalization": {
      const each = [channels];
      return { gamma: each, beta: each, moving_mean: each, moving_variance: each };
    }
    default:
      return {};
  }
}

function size(shape: number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function requireSize(what: string, count: number): void {
  if (count <= MOST_NUMBERS) return;
  const [most, got] = [MOST_NUMBERS, count].map((n) => n.toLocaleString("en"));
  throw new RangeError(`${what} must be at most ${most} numbers, got ${got}`);
}
