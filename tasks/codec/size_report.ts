import type { ImageStream } from "@autoencoders/codec";

/** The bytes of a compressed file, in words. */
export function sizeReport(
  path: string,
  size: number,
  images: Pick<ImageStream, "height" | "width" | "count" | "binary">,
  { seconds, verified, lossless }: { seconds: number; verified: boolean; lossless: boolean },
): string {
  const { height, width, count = 1, binary } = images;
  const raw = count * Math.ceil(height * width * (binary ? 1 / 8 : 1));
  const number = (value: number) => value.toLocaleString("en");
  const ofEach = count > 1 ? `: ${(size / count).toFixed(2)} bytes an image` : "";
  return [
    `${path}: ${number(size)} bytes for ${number(count)} ${binary ? "binary" : "grey"} ${
      count === 1 ? "image" : "images"
    } of ${height}×${width}${ofEach}`,
    `${(8 * size / (count * height * width)).toFixed(4)} bits a pixel, ` +
    `${
      size <= raw
        ? `${(raw / size).toFixed(2)} times smaller`
        : `${(size / raw).toFixed(2)} times larger`
    } than ${number(raw)} bytes of pixels, ` +
    `${Math.round(count / seconds)} images a second${
      verified ? lossless ? "; decoded and compared" : "; decoded" : "; not verified"
    }`,
  ].join("\n");
}
