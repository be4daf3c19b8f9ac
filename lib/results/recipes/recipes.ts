import { requireOneOf } from "../../require.ts";
import { courseRecipes } from "./course.ts";
import { publishedRecipes } from "./published.ts";
import type { Recipe } from "./recipe.ts";

/** Every network of the results table: the published ones, then those of this course. */
export const recipes: readonly Recipe[] = [...publishedRecipes, ...courseRecipes];

/**
 * The recipe with that name in {@linkcode recipes}.
 *
 * @throws {RangeError} there is no such recipe
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { recipeOf } from "./recipes.ts";
 *
 * strictEqual(recipeOf("dense-32").training.epochs, 50);
 * ```
 */
export function recipeOf(name: string): Recipe {
  requireOneOf("recipe", name, recipes.map(({ name }) => name));
  return recipes.find((recipe) => recipe.name === name)!;
}
