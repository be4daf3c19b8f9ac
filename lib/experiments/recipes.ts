import { requireOneOf } from "../models/check.ts";
import { literature } from "./literature.ts";
import { ours } from "./ours.ts";
import type { Recipe } from "./recipe.ts";

/** Every network of the results table: the literature's as published, then ours. */
export const recipes: readonly Recipe[] = [...literature, ...ours];

/**
 * The recipe of that name.
 *
 * @throws {RangeError} there is none
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { recipeOf } from "@autoencoders";
 *
 * strictEqual(recipeOf("dense-32").training.epochs, 50);
 * ```
 */
export function recipeOf(name: string): Recipe {
  requireOneOf("recipe", name, recipes.map(({ name }) => name));
  return recipes.find((recipe) => recipe.name === name)!;
}
