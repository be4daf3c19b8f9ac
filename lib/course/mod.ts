/**
 * The course: exercises, their checks and solutions, lessons as they were.
 *
 * @module
 */
export { check, showSolution } from "./check.ts";
export { type Exercise, exercise, type ExerciseOptions, type WrongAnswer } from "./exercise.ts";
export { solutionsIn } from "./find_exercise.ts";
export { todo } from "./judge.ts";
export { restoreLesson } from "./restore.ts";
