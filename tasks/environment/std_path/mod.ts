/**
 * Replaces `jsr:@std/path` through `links` in deno.json, so that a machine without access to the JSR
 * registry can run the project. Each function behaves like that of the same name in `@std/path`;
 * remove the `links` line in deno.json to use the published package.
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

/** The path of a `file:` URL, in the notation of this system. */
export function fromFileUrl(url: string | URL): string {
  return fileURLToPath(url);
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  return pathToFileURL(path);
}
