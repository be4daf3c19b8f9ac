import sharp from "sharp";
import { TaskError } from "../project.ts";

/**
 * Reads a picture as grey levels, as they are: nothing is scaled, inverted or rotated.
 *
 * @param grey whether to convert colours; else they are refused
 * @throws {TaskError} it cannot be read, or is not one picture in opaque grey of 8 bits; the message names it
 */
export async function readPicture(
  path: string,
  grey: boolean,
): Promise<{ height: number; width: number; pixels: Uint8Array }> {
  try {
    const { depth = "uchar", pages = 1 } = await sharp(path).metadata();
    if (pages > 1) throw new Error(`it is an animation of ${pages} pictures`);
    if (depth !== "uchar") throw new Error(`its pixels are ${depth}, not 8 bits`);
    const { data, info } = await sharp(path).toColourspace("srgb").raw()
      .toBuffer({ resolveWithObject: true });
    const { height, width, channels } = info;
    const pixels = new Uint8Array(height * width), alpha = channels === 2 || channels === 4;
    for (let i = 0, at = 0; i < pixels.length; i++, at += channels) {
      const red = data[at];
      pixels[i] = red;
      if (alpha && data[at + channels - 1] !== 255) throw new Error("it has transparent pixels");
      if (channels > 2 && (red !== data[at + 1] || red !== data[at + 2])) {
        if (!grey) throw new Error("it is in colour: --grey converts it");
        pixels[i] = Math.round(0.299 * red + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
      }
    }
    return { height, width, pixels };
  } catch (error) {
    throw new TaskError(`${path} cannot be compressed: ${(error as Error).message}`);
  }
}

/** Writes grey levels 0–255 or, with three channels, colours as a PNG file. */
export async function writePicture(
  path: string,
  pixels: Uint8Array,
  { height, width, channels = 1 }: { height: number; width: number; channels?: number },
): Promise<void> {
  await sharp(pixels, { raw: { height, width, channels: channels as 1 | 3 } })
    .toColourspace(channels === 1 ? "b-w" : "srgb").png({ compressionLevel: 9 }).toFile(path);
}
