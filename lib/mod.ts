/**
 * Autoencoders and learned image compression on TensorFlow.js, for Deno.
 *
 * @module
 */
import "./kernel.ts";

export * from "./exercises.ts";
export * from "./images.ts";
export * from "./random.ts";
export * from "./backend/mod.ts";
export * from "./datasets/mod.ts";
export * from "./preprocessing/mod.ts";
export * from "./scale.ts";
export * from "./models/mod.ts";
export * from "./training/mod.ts";
export * from "./evaluation/mod.ts";
export * from "./latent/mod.ts";
export * from "./experiments/mod.ts";
export * from "./generation/mod.ts";
