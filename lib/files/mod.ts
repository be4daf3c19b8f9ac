/** Files as every part of the library reads and writes them. */

export { sha256Hex } from "./sha256.ts";

export { ignoreNotFound } from "./not_found.ts";
export { writeAtomic } from "./write_atomic.ts";
