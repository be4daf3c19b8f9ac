export * from "./binarize.ts";
