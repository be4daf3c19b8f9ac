import { fromFileUrl } from "@std/path";

/**
 * The path that a caller gave as text or as a file URL ("file:///data/m" or a URL object).
 *
 * @param name of the argument, for error messages
 * @throws {TypeError} it is neither text nor a URL
 * @throws {RangeError} it is empty, has a NUL character, begins with "~", which is left to the shell, or is
 * a URL, but not that of a file on this machine
 */
export function toPath(path: string | URL, name = "path"): string {
  const isUrl = path instanceof URL;
  if (!isUrl && typeof path !== "string") {
    throw new TypeError(`${name} must be a path or a file URL, got ${Deno.inspect(path)}`);
  }
  const text = `${path}`,
    refuse = (expected: string, cause?: unknown): never => {
      throw new RangeError(`${name} must ${expected}, got ${Deno.inspect(text)}`, { cause });
    };
  if (text.trim() === "") refuse("name a file or folder");
  if (text.includes("\0")) refuse("have no NUL character");
  if (text.startsWith("~")) {
    refuse(
      'not begin with "~", which no shell replaced: write the folder out ("./~" if it is a name)',
    );
  }
  if (!isUrl && !/^(file:|[a-z][a-z\d+.-]+:\/\/)/i.test(text)) return text;
  // The parser makes "file:m" the file m of the root, and leaves out what follows "#" or "?".
  if (!/^file:\//i.test(text)) refuse("be a path or a file URL, such as file:///data/m");
  if (/[?#]/.test(text)) refuse("be a file URL without ? and #, which are %3F and %23 in a name");
  if (text.includes("%00")) refuse("have no NUL character (%00)");
  try {
    return fromFileUrl(text);
  } catch (cause) {
    return refuse(`be the URL of a file on this machine (${(cause as Error).message})`, cause);
  }
}
