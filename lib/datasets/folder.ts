import { join } from "@std/path";
import { ImageSet } from "../images.ts";
import { requireInteger } from "../require.ts";
import { readImage } from "./formats/read_image.ts";

/** Options of {@linkcode loadFolder}. */
export interface FolderOptions {
  /** rows of each image; default 28 */
  height?: number;
  /** columns of each image; default 28 */
  width?: number;
  /** whether each subfolder is a class; default false */
  classes?: boolean;
  /** whether to invert images; default "auto": those with a light border, to white on black */
  invert?: boolean | "auto";
}

/** The result of {@linkcode loadFolder}. */
export interface FolderImages {
  images: ImageSet;
  /** the file of each image, relative to the folder */
  files: string[];
  /** the files that were skipped, and why */
  skipped: { file: string; reason: string }[];
  /** the name of each class, by label, if subfolders are classes */
  classNames?: string[];
}

/**
 * Loads your own images: every PNG, JPEG and WebP file in a folder and its subfolders, in the order
 * of their names, converted to grey levels, white on black, and one size.
 *
 * Images keep their aspect ratio; the rest of the frame is filled with the background, the median
 * of the border. Transparent pixels become white.
 *
 * @throws {RangeError} a size is not an integer in 1–4096, no image can be read (the message says
 * why), or there are more than 256 classes
 * @throws {Deno.errors.NotFound} the folder does not exist
 * @throws {Deno.errors.NotADirectory} the path is a file
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { loadFolder } from "@autoencoders";
 *
 * const empty = await Deno.makeTempDir();
 * await rejects(loadFolder(empty), RangeError);
 * await Deno.remove(empty);
 * ```
 */
export async function loadFolder(
  path: string,
  options: FolderOptions = {},
): Promise<FolderImages> {
  const { height = 28, width = 28, classes = false, invert = "auto" } = options;
  requireInteger("height", height, 1, 4096);
  requireInteger("width", width, 1, 4096);
  const files: string[] = [];
  const skipped: FolderImages["skipped"] = [];
  const parts: Uint8Array[] = [];
  for (const file of await filesIn(path)) {
    const bytes = classes && !file.includes("/")
      ? "not in a class folder"
      : await readImage(join(path, file), height, width, invert);
    if (typeof bytes === "string") skipped.push({ file, reason: bytes });
    else files.push(file), parts.push(bytes);
  }
  if (parts.length === 0) {
    const reasons = skipped.map(({ file, reason }) => `; ${file}: ${reason}`).join("");
    throw new RangeError(`${path} contains no readable image${reasons}`);
  }
  const pixels = new Uint8Array(parts.length * height * width);
  parts.forEach((part, i) => pixels.set(part, i * height * width));
  if (!classes) return { images: new ImageSet(pixels, { height, width }), files, skipped };

  const classNames = [...new Set(files.map(classOf))];
  if (classNames.length > 256) {
    throw new RangeError(`a folder can have at most 256 classes, got ${classNames.length}`);
  }
  const labels = Uint8Array.from(files, (file) => classNames.indexOf(classOf(file)));
  return { images: new ImageSet(pixels, { height, width, labels }), files, skipped, classNames };
}

const classOf = (file: string) => file.slice(0, file.indexOf("/"));

/** Every file below `path`, sorted by name, with "/" between folders on every system. */
async function filesIn(path: string, prefix = ""): Promise<string[]> {
  const entries = [];
  for await (const entry of Deno.readDir(join(path, prefix))) entries.push(entry);
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  const files = [];
  for (const { name, isDirectory } of entries) {
    if (isDirectory) files.push(...await filesIn(path, `${prefix}${name}/`));
    else files.push(prefix + name);
  }
  return files;
}
