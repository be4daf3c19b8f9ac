import { join } from "@std/path";
import { toPath } from "../files/mod.ts";
import { ImageSet } from "../images.ts";
import { type ProgressOptions, ProgressReporter } from "../progress/mod.ts";
import { requireInteger, requireKnown } from "../require.ts";
import { readImage } from "./formats/read_image.ts";
import { byPath, listFiles, type Skipped } from "./list_files.ts";

/** Images that are read at the same time: more take more memory and little less time. */
const AT_ONCE = 4;

/** How many reasons or names an error lists. */
const LISTED = 10;

/** As a label is a byte. */
const MOST_CLASSES = 256;

/** Options of {@linkcode loadFolder}. */
export interface FolderOptions extends ProgressOptions {
  /** rows of each image; default 28 */
  height?: number;
  /** columns of each image; default 28 */
  width?: number;
  /** 1 for grey, 3 for RGB; default 1 */
  channels?: 1 | 3;
  /** whether each subfolder is a class; default false, or true if there are `classNames` */
  classes?: boolean;
  /**
   * the classes by label, so that two folders get the same numbers; a class may have no folder, but a
   * folder must have a class. Default the names of the subfolders, in order
   */
  classNames?: readonly string[];
  /**
   * whether to invert images; default "auto" for grey images: those with a light border, to white on black;
   * false for RGB, which "auto" is not for
   */
  invert?: boolean | "auto";
}

/** The result of {@linkcode loadFolder}. */
export interface FolderImages {
  images: ImageSet;
  /** the file of each image, relative to the folder */
  files: string[];
  /** the files and folders that were skipped, and why */
  skipped: Skipped[];
  /** the name of each class, by label, also of those without an image, if subfolders are classes */
  classNames?: string[];
}

/**
 * Loads your own images: every PNG, JPEG and WebP file in a folder and its subfolders, in the order
 * of their names, converted to one size and to grey levels, white on black, or to RGB.
 *
 * Images keep their aspect ratio; the rest of the frame is filled with the background, the median
 * of the border. Unless `channels` is 3, colours become grey by their luma (Rec. 601, as in Pillow); what is transparent becomes
 * white behind dark ink and black behind light ink. Links are followed, but each folder is read once.
 * Hidden entries (`.ipynb_checkpoints`), what systems leave behind (`__MACOSX`, `@eaDir`), pipes,
 * devices, images of more than 100 megapixels and files of more than 1 GB are skipped, and the
 * result says so.
 *
 * Subfolders are numbered as classes whether they have images or not. Give a test folder the
 * `classNames` of its training folder: it may lack a class, and the others would get other numbers.
 *
 * @param folder its path or file URL
 * @throws {TypeError} `classNames` is not an array of names
 * @throws {RangeError} a size is not an integer in 1–4096, `channels` is neither 1 nor 3, no image can be read (the message says
 * why), there are more than 256 classes, a name is given twice, or a subfolder is in no class
 * @throws {Deno.errors.NotFound} the folder does not exist
 * @throws {Deno.errors.NotADirectory} the path is a file
 * @throws the signal's reason, once it is aborted
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
  folder: string | URL,
  options: FolderOptions = {},
): Promise<FolderImages> {
  const { images, ...rest } = await loadFiles(folder, options, (files) => files);
  if (images) return { images, ...rest };
  const path = toPath(folder, "folder");
  throw new RangeError(`${path} contains no readable image${why(rest.skipped)}`);
}

/**
 * {@linkcode loadFolder} of those files that `choose` takes from all in the folder, in their order; the others
 * are not opened. Without `images` if none of them can be read.
 */
export async function loadFiles(
  folder: string | URL,
  options: FolderOptions,
  choose: (files: string[]) => string[],
): Promise<Omit<FolderImages, "images"> & { images?: ImageSet }> {
  requireKnown("loadFolder", options, {
    height: true,
    width: true,
    channels: true,
    classes: true,
    classNames: true,
    invert: true,
    progress: true,
    signal: true,
  });
  const { height = 28, width = 28, channels = 1 } = options;
  const { invert = channels === 3 ? false : "auto" } = options;
  const { classNames: given, classes = given !== undefined } = options;
  requireInteger("height", height, 1, 4096);
  requireInteger("width", width, 1, 4096);
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`channels must be 1 for grey or 3 for RGB, got ${Deno.inspect(channels)}`);
  }
  if (channels === 3 && invert === "auto") {
    throw new RangeError('invert must be true or false for RGB images, got "auto"');
  }
  if (given !== undefined) requireClassNames(given, classes);
  const path = toPath(folder, "folder"), reporter = new ProgressReporter(options);
  const listing = await listFiles(path, reporter);
  const { skipped } = listing;
  const classNames = classes ? classesOf(path, listing.folders, given) : [];
  const candidates = choose(listing.files.filter((file) => {
    const kept = !classes || file.includes("/");
    if (!kept) skipped.push({ file, reason: "not in a class folder" });
    return kept;
  }));
  const read = await inParallel(candidates, reporter, (file) => {
    options.signal?.throwIfAborted();
    return readImage(join(path, file), { height, width, channels, invert });
  });
  const files: string[] = [], parts: Uint8Array[] = [];
  read.forEach((bytes, i) => {
    if (typeof bytes === "string") skipped.push({ file: candidates[i], reason: bytes });
    else files.push(candidates[i]), parts.push(bytes);
  });
  skipped.sort(byPath(({ file }) => file));
  if (parts.length === 0) return { files, skipped };
  const size = { height, width, channels }, length = height * width * channels;
  const pixels = new Uint8Array(parts.length * length);
  parts.forEach((part, i) => pixels.set(part, i * length));
  if (!classes) return { images: new ImageSet(pixels, size), files, skipped };

  const labels = Uint8Array.from(files, (file) => classNames.indexOf(classOf(file)));
  const known = new Set([...files.map(classOf), ...skipped.map(({ file }) => normal(file))]);
  for (const folder of listing.folders) {
    if (known.has(normal(folder))) continue;
    skipped.push({ file: folder, reason: "is a class without a readable image" });
  }
  skipped.sort(byPath(({ file }) => file));
  return { images: new ImageSet(pixels, { ...size, labels }), files, skipped, classNames };
}

/** One form of a name: macOS may write "é" as two characters where Linux and Windows write one. */
const normal = (name: string) => name.normalize("NFC");
const classOf = (file: string) => normal(file.slice(0, file.indexOf("/")));

/** The classes of a folder, by label: those given, or its subfolders. */
function classesOf(path: string, folders: readonly string[], given?: readonly string[]): string[] {
  const found = [...new Set(folders.map(normal))];
  const names = given?.map(normal) ?? found;
  if (names.length > MOST_CLASSES) {
    throw new RangeError(`a folder can have at most ${MOST_CLASSES} classes, got ${names.length}`);
  }
  const unknown = found.filter((name) => !names.includes(name));
  if (unknown.length === 0) return names;
  throw new RangeError(
    `${path} has ${listed(unknown)}, not among the classNames ${listed(names)}; ` +
      "add the class to classNames, or move the folder away",
  );
}

function requireClassNames(names: readonly string[], classes: boolean): void {
  if (!classes) throw new RangeError("classNames need classes: true, got classes: false");
  if (!Array.isArray(names)) {
    throw new TypeError(`classNames must be an array of names, got ${Deno.inspect(names)}`);
  }
  names.forEach((name, i) => {
    if (typeof name !== "string" || name === "") {
      throw new TypeError(`classNames[${i}] must be a folder's name, got ${Deno.inspect(name)}`);
    }
    if (names.findIndex((other) => normal(other) === normal(name)) < i) {
      throw new RangeError(`classNames must differ, got "${name}" twice`);
    }
  });
}

/** The first names of a list, quoted, and how many more there are. */
function listed(names: readonly string[]): string {
  const first = names.slice(0, LISTED).map((name) => `"${name}"`).join(", ");
  return names.length > LISTED ? `${first} and ${names.length - LISTED} more` : first;
}

/** `work` of each item, of a few at the same time, in the order of the items. */
async function inParallel<T, R>(
  items: readonly T[],
  reporter: ProgressReporter,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0, done = 0;
  const run = async () => {
    try {
      while (next < items.length) {
        const i = next++;
        results[i] = await work(items[i]);
        await reporter.report(++done / items.length);
      }
    } catch (error) {
      next = items.length;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, run));
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed) throw (failed as PromiseRejectedResult).reason;
  return results;
}

/** The first reasons, and how many more there are. */
function why(skipped: readonly Skipped[]): string {
  const first = skipped.slice(0, LISTED).map(({ file, reason }) => `; ${file}: ${reason}`);
  const more = skipped.length - first.length;
  return first.join("") + (more > 0 ? `; and ${more} more` : "");
}
