import * as tf from "@tensorflow/tfjs";
import { isPlain } from "../../require.ts";
import { freeWeights, type Weights } from "../disposal.ts";
import { classNamed, containers, type Entry, type TfjsLayer } from "./layer_spec.ts";

/**
 * The most numbers that the weights of a network, or the outputs of a layer for one image, may have: 1 GB
 * of float32, beyond what the library can train.
 */
export const MOST_NUMBERS = 2 ** 28;

/** What the weights of a layer may be. */
export interface Weighing {
  /** how many numbers they may have */
  most: number;
  /** the seeds of those that are sampled */
  seed: () => number;
}

/** Entries of a config that every layer takes. */
const general = ["inputShape", "batchInputShape", "batchSize", "dtype", "inputDType", "trainable"];

/**
 * The layer of tfjs that a spec describes. Those of a model inside it get names that begin with that of its
 * part and place, as other layers of the network have.
 *
 * @throws {RangeError} the config has an entry that the layer does not know, or needs too many weights
 * @throws {Error} tfjs refuses the config
 */
export function tfjsLayer(spec: TfjsLayer, name: string, weighing: Weighing): tf.layers.Layer {
  const { className } = spec, Class = classNamed(className)!;
  const prefix = placeOf(name);
  const isContainer = containers.includes(className);
  const given = JSON.parse(JSON.stringify(spec.config ?? {}));
  const config = { ...isContainer ? renamed(given, prefix) : innerNamed(given, prefix), name };
  const layer = weighed(weighing, () => Class.fromConfig(Class, config));
  if (!isContainer) {
    try {
      requireKnownEntries(className, given, layer.getConfig());
    } catch (error) {
      freeWeights(layer.weights);
      throw error;
    }
  }
  const build = layer.build.bind(layer);
  layer.build = (shape) => weighed(weighing, () => build(shape));
  return layer;
}

/** With what the names of the layers inside a model begin: "encoder_2_" in "encoder_2_Model". */
export function placeOf(name: string): string {
  return name.match(/^[a-z]+_\d+_/)![0];
}

/** Entries that tfjs 4.22 takes, but leaves out of getConfig(). */
const omitted: Record<string, string[]> = {
  SeparableConv2D: ["depthMultiplier"],
  AlphaDropout: ["noiseShape"],
};

/** tfjs silently ignores unknown entries, of a layer inside a wrapper too. */
function requireKnownEntries(
  className: string,
  config: Record<string, unknown>,
  own: Record<string, unknown>,
): void {
  const known = [...Object.keys(own), ...(omitted[className] ?? [])].filter((key) =>
    key !== "name"
  );
  for (const [key, value] of Object.entries(config)) {
    if (![...known, ...general].includes(key)) {
      throw new RangeError(`${className} has no ${key}; its config has ${known.join(", ")}`);
    }
    const inner = innerLayer(value), taken = innerLayer(own[key]);
    if (!inner || !taken) continue;
    const { name: _, ...given } = inner.config;
    requireKnownEntries(inner.className, given, taken.config);
  }
}

/** The layer that an entry of a wrapper's config describes, if it does. */
function innerLayer(entry: unknown): Pick<Entry, "className" | "config"> | undefined {
  const { className, config } = Object(entry);
  const isLayer = typeof className === "string" && isPlain(config) && classNamed(className);
  return isLayer ? { className, config } : undefined;
}

/** A config in which every layer inside a wrapper has a name: that of tfjs differs from call to call. */
function innerNamed(config: Record<string, unknown>, prefix: string): Record<string, unknown> {
  const entries = Object.entries(config).map(([key, value]) => {
    const inner = innerLayer(value);
    if (!inner) return [key, value];
    const { className, config } = inner, name = config.name ?? prefix + className;
    return [key, { className, config: { ...innerNamed(config, prefix), name } }];
  });
  return Object.fromEntries(entries);
}

/** The config of a model in which the name of every layer begins with `prefix`. */
function renamed(config: Record<string, unknown>, prefix: string): Record<string, unknown> {
  const named = ([name, ...rest]: [string, ...unknown[]]) => [prefix + name, ...rest];
  const lists = ["inputLayers", "outputLayers"].filter((key) => key in config);
  return {
    ...config,
    layers: (config.layers as Entry[]).map((layer) => ({
      ...layer,
      name: prefix + layer.name,
      config: {
        ...containers.includes(layer.className) ? renamed(layer.config, prefix) : layer.config,
        name: prefix + layer.config.name,
      },
      inboundNodes: layer.inboundNodes?.map((reads) => reads.map(named)),
    })),
    ...Object.fromEntries(
      lists.map((key) => [key, (config[key] as [string, ...unknown[]][]).map(named)]),
    ),
  };
}

/** A layer's method that adds a weight, which tfjs does not declare as public. */
type AddWeight = (
  this: tf.layers.Layer,
  name: string,
  shape: number[],
  type?: tf.DataType,
  initializer?: { seed?: number | null },
  ...more: unknown[]
) => Weights[number];

/**
 * The result of `build`, during which the weights of all layers are counted before they are allocated, and
 * those sampled without a seed are sampled with one: tfjs offers no other place to do so in a model's
 * inner layers.
 */
function weighed<T>({ most, seed }: Weighing, build: () => T): T {
  const prototype = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const stock = prototype.addWeight, added: Weights = [];
  let left = most;
  prototype.addWeight = function (name, shape, type, initializer, ...more) {
    left -= shape.reduce((product, side) => product * side, 1);
    if (!(left >= 0)) {
      const weights = `its weights must be at most ${most.toLocaleString("en")} numbers`;
      throw new RangeError(`${weights}, got [${shape}] for ${name}`);
    }
    const unseeded = initializer && "seed" in initializer &&
      (initializer.seed ?? undefined) === undefined;
    if (unseeded) initializer.seed = seed();
    try {
      const weight = stock.call(this, name, shape, type, initializer, ...more);
      added.push(weight);
      return weight;
    } finally {
      if (unseeded) initializer.seed = undefined;
    }
  };
  try {
    return build();
  } catch (error) {
    freeWeights(added);
    throw error;
  } finally {
    prototype.addWeight = stock;
  }
}

/**
 * What a layer gives for an input of a shape, without n, and the shapes of its weights by the names that
 * tfjs gives them.
 *
 * @throws {Error} the layer does not take the input; or a case of {@linkcode tfjsLayer}
 */
export function measureTfjsLayer(
  spec: TfjsLayer,
  name: string,
  input: number[],
  most: number,
): { output: number[]; weights: [name: string, shape: number[]][] } {
  const layer = tfjsLayer(spec, name, { most, seed: () => 1 });
  try {
    const output = layer.apply(tf.input({ shape: input })) as tf.SymbolicTensor;
    if (Array.isArray(output)) throw new RangeError(`it has ${output.length} outputs`);
    const weights = layer.weights.map(({ originalName, shape }): [string, number[]] => [
      originalName,
      shape as number[],
    ]);
    const names = weights.map(([weight]) => weight);
    const twice = names.find((weight, i) => names.indexOf(weight) < i);
    if (twice) throw new RangeError(`two of its weights have the name ${twice}`);
    return { output: output.shape.slice(1) as number[], weights };
  } finally {
    freeWeights(layer.weights);
  }
}
