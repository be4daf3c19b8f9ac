import { join } from "@std/path";
import { ImageSet } from "../images.ts";
import { readImage } from "./formats/read_image.ts";

/** How {@linkcode loadFolder} reads a folder. */
export interface FolderOptions {
  /** rows of each image; 28 unless told */
  height?: number;
  /** columns of each image; 28 unless told */
  width?: number;
  /** whether the folders inside are classes, their names the names of the classes */
  classes?: boolean;
  /** white on black is wanted: "auto" inverts an image whose border is light */
  invert?: boolean | "auto";
}

/** What {@linkcode loadFolder} found. */
export interface FolderImages {
  images: ImageSet;
  /** the file of each image, from the folder on */
  files: string[];
  /** the files that are no image of this set, and why */
  skipped: { file: string; reason: string }[];
  /** the class that each label stands for, where folders are classes */
  classNames?: string[];
}

/**
 * Loads images of your own: each PNG, JPEG and WebP in a folder and in those inside it, in the order
 * of their names, made grey, white on black and of one size.
 *
 * An image keeps its proportions; what is left of the frame is filled with its background, the
 * median of its border. Transparency counts as white paper.
 *
 * @throws {RangeError} a size is not a positive integer, no image could be read (the message says
 * why), or there are more than 256 classes
 * @throws {Deno.errors.NotFound} there is no such folder
 * @throws {Deno.errors.NotADirectory} the path is a file's
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
  for (const [name, value] of Object.entries({ height, width })) {
    if (!Number.isSafeInteger(value) || value < 1 || value > 4096) {
      throw new RangeError(`${name} must be an integer in 1–4096, got ${value}`);
    }
  }
  const files: string[] = [];
  const skipped: FolderImages["skipped"] = [];
  const parts: Uint8Array[] = [];
  for (const file of await filesIn(path)) {
    const bytes = classes && !file.includes("/")
      ? "in no class's folder"
      : await readImage(join(path, file), height, width, invert);
    if (typeof bytes === "string") skipped.push({ file, reason: bytes });
    else files.push(file), parts.push(bytes);
  }
  if (parts.length === 0) {
    const reasons = skipped.map(({ file, reason }) => `; ${file}: ${reason}`).join("");
    throw new RangeError(`${path} holds no image that can be read${reasons}`);
  }
  const pixels = new Uint8Array(parts.length * height * width);
  parts.forEach((part, i) => pixels.set(part, i * height * width));
  if (!classes) return { images: new ImageSet(pixels, { height, width }), files, skipped };

  const classNames = [...new Set(files.map(classOf))];
  if (classNames.length > 256) {
    throw new RangeError(`labels are bytes: 256 classes at most, got ${classNames.length}`);
  }
  const labels = Uint8Array.from(files, (file) => classNames.indexOf(classOf(file)));
  return { images: new ImageSet(pixels, { height, width, labels }), files, skipped, classNames };
}

const classOf = (file: string) => file.slice(0, file.indexOf("/"));

/** Every file below `path`, in the order of the names, with "/" between folders on every system. */
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
