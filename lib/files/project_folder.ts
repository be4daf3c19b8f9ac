import { fromFileUrl, join } from "@std/path";

/**
 * A folder of the project that the library is part of, such as `data`; the folder of that name in the
 * current one if the library is an installed package, or is not on this machine.
 *
 * @param url where it is beside the library
 */
export function projectFolder(url: URL): string {
  const name = url.pathname.split("/").at(-1)!;
  const own = url.protocol === "file:" && !url.pathname.includes("/node_modules/");
  return own ? fromFileUrl(url) : join(Deno.cwd(), name);
}
