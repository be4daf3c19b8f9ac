import { requireOneOf } from "../../require.ts";
import { openModel, type PixelModel } from "./model.ts";

/**
 * The models that the library has, of the thresholded digits of MNIST and characters of EMNIST (28 × 28): of
 * 7,201 weights, small enough to be inside files; of 31,201, for files that name it. `deno task codec:train`
 * made them.
 */
export const shippedModels = ["mnist-7k", "mnist-31k", "emnist-7k"] as const;

/**
 * Opens a model that the library has.
 *
 * @throws {RangeError} there is no such model
 */
export function shippedModel(name: typeof shippedModels[number]): PixelModel {
  requireOneOf("model", name, shippedModels);
  return openModel(Deno.readFileSync(new URL(`./models/${name}.aem`, import.meta.url)));
}
