/**
 * The course: exercises, their checks and solutions.
 *
 * @module
 */
export { check, showSolution } from "./check.ts";
export { type Exercise, exercise, type ExerciseOptions } from "./exercise.ts";
export { todo } from "./judge.ts";
