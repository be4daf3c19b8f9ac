export type { Coder } from "./coder.ts";
