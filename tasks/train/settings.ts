import { type AutoencoderSpec, convolutionalSpec, denseSpec, type FitOptions } from "@autoencoders";
import { recipeOf, recipes } from "@autoencoders/results";
import { dirname, resolve } from "@std/path";
import { emnistSpec, variationalSpec } from "../../lib/models/mod.ts";
import {
  isRecord,
  kindOf,
  requireBoolean,
  requireKnown,
  requireOneOf,
  requireRecord,
  requireString,
} from "../../lib/require.ts";
import { asTaskError, TaskError } from "../project.ts";

/** The images of a trial. */
export interface TrialData {
  /** of a data set, as `loadDataset` takes it */
  name?: string;
  /** instead: a folder of pictures with the subfolders `train` and `test`, as seen from the settings' file */
  folder?: string;
  /** whether pixels are thresholded: white above 127, else black */
  binary?: boolean;
  /** the first images only, this many */
  trainCount?: number;
  testCount?: number;
}

/** The network of a trial: of a recipe, of a family with its options, or layer by layer. */
export type TrialNetwork =
  | string
  | { family: string; variational?: boolean; [option: string]: unknown }
  | AutoencoderSpec;

/** One network and how it is trained, as `task train` reads it from a file in JSON. */
export interface TrialSettings {
  /** in tables; default that of the network */
  name?: string;
  network: TrialNetwork;
  /** default that of the recipe */
  data?: TrialData;
  /** options of `fit` apart from the seed; of a recipe, those that differ */
  training?: Partial<FitOptions>;
  /** images that are held out of the training set, to validate on after every epoch */
  holdOut?: number;
}

const families = { dense: denseSpec, convolutional: convolutionalSpec, emnist: emnistSpec };

/** What the command itself decides, and how to say so. */
const elsewhere: Partial<Record<keyof FitOptions, string>> = {
  seed: "give --seed",
  validation: "give holdOut beside training",
  monitor: "the log is written to log.jsonl",
  signal: "Ctrl-C ends the training",
  checkpoint: "it is written to the folder of --out",
};

/** The names of the recipes of the results table. */
export const recipeNames = recipes.map(({ name }) => name);

/**
 * The settings in a file, or those of a recipe.
 *
 * @param source the path of a JSON file, or the name of a recipe of the results table
 * @throws {TaskError} there is no such file or recipe, or the file is not of the format
 */
export async function readSettings(source: string): Promise<TrialSettings> {
  if (recipeNames.includes(source)) return { network: source };
  const content = await readJson(
    source,
    `, and no recipe of this name (${recipeNames.join(", ")})`,
  );
  return withFolder(checkSettings(content, source), source);
}

/** The settings with the folder of their data as seen from the folder of their file. */
export function withFolder<T extends { data?: unknown }>(settings: T, file: string): T {
  const { data } = settings;
  if (!isRecord(data) || typeof data.folder !== "string") return settings;
  return { ...settings, data: { ...data, folder: resolve(dirname(file), data.folder) } };
}

/**
 * The content of a JSON file.
 *
 * @param otherwise what else the message says if there is no such file
 */
export async function readJson(path: string, otherwise = ""): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new TaskError(`there is no file ${path}${otherwise}`);
    }
    if (error instanceof SyntaxError) {
      throw new TaskError(`${path} is not JSON: ${error.message}`);
    }
    throw asTaskError(error);
  }
}

/**
 * @param where the file, for messages
 * @throws {TaskError} a setting is unknown or of the wrong kind
 */
export function checkSettings(settings: unknown, where: string): TrialSettings {
  try {
    requireRecord("the settings", settings);
    requireKnown<TrialSettings>("the settings", settings as unknown as TrialSettings, {
      name: "text",
      network: true,
      data: "object",
      training: "object",
      holdOut: "number",
    });
    const { network, data, training = {} } = settings as unknown as TrialSettings;
    if (typeof network === "string") recipeOf(network);
    else if (!isRecord(network)) {
      throw new TypeError(`network must be a recipe's name or an object, got ${kindOf(network)}`);
    } else if (!("encoder" in network)) {
      requireOneOf("network.family", network.family, Object.keys(families));
      const { variational } = network;
      if (variational !== undefined) requireBoolean("network.variational", variational);
    }
    if (data !== undefined) checkData(data);
    for (const [name, instead] of Object.entries(elsewhere)) {
      if (name in training) throw new RangeError(`training.${name} has no effect: ${instead}`);
    }
    return settings as unknown as TrialSettings;
  } catch (error) {
    throw settingError(error, where);
  }
}

/** The error of a check of settings: of a wrong kind or out of range is the user's to fix. */
export function settingError(error: unknown, where?: string): unknown {
  if (!(error instanceof TypeError)) return asTaskError(error, where);
  return new TaskError(where ? `${where}: ${error.message}` : error.message, { cause: error });
}

function checkData(data: TrialData): void {
  requireKnown("data", data, {
    name: "text",
    folder: "text",
    binary: "boolean",
    trainCount: "number",
    testCount: "number",
  });
  if ((data.name === undefined) === (data.folder === undefined)) {
    throw new RangeError("data must have either a name or a folder");
  }
}

/** The images that `--data` names: a path has a slash or begins with a dot. */
export function dataOf(text: string): TrialData {
  return /[\\/]|^[.]/.test(text) ? { folder: text } : { name: text };
}

/** The data of the settings, or of their recipe. */
export const dataBefore = ({ data, network }: TrialSettings): TrialData | undefined =>
  data ?? (typeof network === "string" ? recipeOf(network).data as TrialData : undefined);

/**
 * The settings with everything that a recipe adds to them.
 *
 * @throws {RangeError} neither the settings nor a recipe have data
 */
export function completeSettings({ network, data, training, ...rest }: TrialSettings) {
  const recipe = typeof network === "string" ? recipeOf(network) : undefined;
  const images = dataBefore({ network, data });
  if (!images) throw new RangeError("the settings have no data: give --data");
  return {
    ...rest,
    network,
    data: images,
    training: { ...recipe?.training, ...training },
  };
}

/**
 * The network, layer by layer. A network of a family is built for the size of the images.
 *
 * @throws {RangeError} an option of the family is unknown or out of range
 */
export function specOf(
  network: TrialNetwork,
  size: { height: number; width: number; channels: number },
  name?: string,
): AutoencoderSpec {
  const { height, width, channels } = size;
  const spec = layersOf(network, { height, width, channels });
  if (name !== undefined) requireString("name", name);
  return name === undefined ? spec : { ...spec, name };
}

function layersOf(network: TrialNetwork, size: object): AutoencoderSpec {
  if (typeof network === "string") return recipeOf(network).network();
  if ("encoder" in network) return network as AutoencoderSpec;
  const { family, variational, ...options } = network;
  const build = families[family as keyof typeof families] as (options: object) => AutoencoderSpec;
  const spec = build({ ...size, ...options });
  return variational ? variationalSpec(spec) : spec;
}
