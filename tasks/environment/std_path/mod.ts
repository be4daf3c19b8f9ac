/**
 * Stands in for `jsr:@std/path` through `links` in deno.json, so that a machine that cannot reach
 * the JSR registry needs nothing from it. Each function has the name and the behaviour of its
 * namesake in `@std/path`; delete the `links` line in deno.json to use the published package.
 */
import { fileURLToPath, pathToFileURL } from "node:url";

export {
  basename,
  delimiter as DELIMITER,
  dirname,
  extname,
  isAbsolute,
  join,
  normalize,
  parse,
  relative,
  resolve,
  sep as SEPARATOR,
} from "node:path";

/** The path of a `file:` URL in this system's notation. */
export function fromFileUrl(url: string | URL): string {
  return fileURLToPath(url);
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  return pathToFileURL(path);
}
