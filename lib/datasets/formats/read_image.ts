const FORMATS = ["png", "jpeg", "webp"];

/**
 * Reads an image file as h × w grey bytes, white on black.
 *
 * sharp is imported dynamically, as it is a native library that few programs need.
 *
 * @returns the pixels, or the reason why the file cannot be read
 */
export async function readImage(
  path: string,
  height: number,
  width: number,
  invert: boolean | "auto",
): Promise<Uint8Array | string> {
  const { default: sharp } = await import("sharp");
  try {
    const image = sharp(await Deno.readFile(path));
    const { format } = await image.metadata();
    if (!FORMATS.includes(format)) return `must be PNG, JPEG or WebP, is ${format}`;
    const { data, info } = await image.autoOrient().flatten({ background: "white" })
      .greyscale().raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const grey = firstChannel(data, info.channels);
    let background = borderMedian(grey, info.height, info.width);
    if (invert === true || (invert === "auto" && background > 127)) {
      for (let i = 0; i < grey.length; i++) grey[i] = 255 - grey[i];
      background = 255 - background;
    }
    const raw = { width: info.width, height: info.height, channels: 1 as const };
    const fitted = await sharp(grey, { raw })
      .resize(width, height, { fit: "contain", background: [background, background, background] })
      .toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
    return firstChannel(fitted.data, fitted.info.channels);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The median of the outermost pixels: the background, unless ink covers most of the border. */
function borderMedian(grey: Uint8Array, height: number, width: number): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(grey[x], grey[(height - 1) * width + x]);
  for (let y = 0; y < height; y++) border.push(grey[y * width], grey[(y + 1) * width - 1]);
  return border.sort((a, b) => a - b)[border.length >> 1];
}

/** [n · channels] → [n] */
function firstChannel(values: Uint8Array, channels: number): Uint8Array {
  return Uint8Array.from({ length: values.length / channels }, (_, i) => values[i * channels]);
}
