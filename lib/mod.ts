/**
 * Autoencoders and learned image compression on TensorFlow.js, for Deno.
 *
 * @module
 */
export * from "./images.ts";
export * from "./random.ts";
export * from "./backend/mod.ts";
