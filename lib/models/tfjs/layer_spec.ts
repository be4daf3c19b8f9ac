import * as tf from "@tensorflow/tfjs";
import { isPlain, requireArray, requireRecord, requireString } from "../../require.ts";

/**
 * Any layer of tfjs with one input and one output, of the library's or of a class given to
 * `tf.serialization.registerClass`: what its constructor takes, except the name. Weights that are sampled
 * without a seed get one from that of the network.
 */
export type TfjsLayer = {
  type: "tfjs";
  className: string;
  config?: Record<string, unknown>;
};

/** The classes whose config has layers of its own. */
export const containers = ["Model", "Functional", "Sequential"];

type LayerClass =
  & tf.serialization.SerializableConstructor<tf.layers.Layer>
  & { fromConfig: tf.serialization.FromConfigMethod<tf.layers.Layer> };

/** The class of layers that is registered under a name. */
export function classNamed(className: string): LayerClass | undefined {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [found] = Object.hasOwn(classNameMap, className) ? classNameMap[className] : [];
  return found?.prototype instanceof tf.layers.Layer && className !== "InputLayer"
    ? found as unknown as LayerClass
    : undefined;
}

/**
 * @param where the layer, for the message
 * @throws {RangeError} no class of layers has the name, or the config is not plain data that fits together
 * @throws {TypeError} the name is not a string, or the config is not an object
 */
export function checkTfjsLayer(where: string, { className, config = {} }: TfjsLayer): void {
  requireString(`${where}: className`, className);
  if (!classNamed(className)) {
    throw new RangeError(
      `${where}: className must be that of a layer of tfjs, such as LayerNormalization, or of a class ` +
        `given to tf.serialization.registerClass, got ${className}`,
    );
  }
  requireRecord(`${where}: config`, config);
  if ("name" in config && !containers.includes(className)) {
    throw new RangeError(`${where}: config must not have a name, got ${config.name}`);
  }
  requireData(`${where}: config`, config);
  if (containers.includes(className)) checkContainer(where, { className, config });
}

/** @throws {RangeError} a value is not one that JSON keeps; the message says where it is */
function requireData(where: string, value: unknown): void {
  if (value === null || ["string", "boolean", "undefined"].includes(typeof value)) return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (Array.isArray(value)) return value.forEach((part, i) => requireData(`${where}[${i}]`, part));
  if (isPlain(value)) {
    for (const [key, part] of Object.entries(value as object)) requireData(`${where}.${key}`, part);
    return;
  }
  const got = typeof value === "object" ? `a ${value.constructor.name}` : String(value);
  throw new RangeError(`${where} must be plain data, as JSON has it, got ${got}`);
}

/** A layer in the config of a model, with what it reads. */
export interface Entry {
  name: string;
  className: string;
  config: Record<string, unknown>;
  /** for each call of the layer the layer, call and output of each of its inputs */
  inboundNodes?: [string, number, number, unknown?][][];
}

/**
 * tfjs 4.22 waits for ever for an input that does not exist.
 *
 * @throws {RangeError} a layer of the model reads what none of its layers gives
 * @throws {TypeError} a part of the config has the wrong type
 */
function checkContainer(
  where: string,
  { className, config }: { className: string; config: Record<string, unknown> },
): void {
  const { layers } = config;
  requireArray(`${where}: config.layers`, layers);
  const nodes: { id: string; reads: string[] }[] = [];
  for (const layer of layers) {
    requireRecord(`${where}: a layer of its config`, layer);
    requireRecord(`${where}: the config of a layer`, layer.config);
    const entry = layer as unknown as Entry;
    if (containers.includes(entry.className)) checkContainer(where, entry);
    if (className === "Sequential") continue;
    const { name, inboundNodes } = entry;
    requireArray(`${where}: the inboundNodes of ${name}`, inboundNodes);
    if (entry.className === "InputLayer") nodes.push({ id: `${name} 0`, reads: [] });
    inboundNodes.forEach((reads, call) => {
      requireArray(`${where}: the inboundNodes of ${name}`, reads);
      nodes.push({
        id: `${name} ${call}`,
        reads: reads.map((read) => `${read?.[0]} ${read?.[1]}`),
      });
    });
  }
  const done = new Set<string>();
  for (let before = -1; before < done.size;) {
    before = done.size;
    for (const { id, reads } of nodes) if (reads.every((read) => done.has(read))) done.add(id);
  }
  const stuck = nodes.find(({ id }) => !done.has(id));
  if (stuck) throw new RangeError(`${where}: the inputs of its layer ${stuck.id} do not exist`);
}
