import type { GroupCodec } from "../../../lib/codec/mod.ts";
import { type Kind, type KindName, kinds } from "../../../lib/codec/file/kinds.ts";

/**
 * Adds a kind for tests of the container: pixels as they are, each group by itself. With a model, its first
 * byte is added to each pixel.
 */
export function addPlainKind(): KindName {
  const plain = { lossless: true, needsModel: false, open: plainCodec };
  const all = kinds as Kind[], name = "plain" as KindName, modelled = "modelled" as KindName;
  if (!kinds.some((kind) => kind.name === name)) {
    all.push({ ...plain, number: 200, name });
    all.push({ ...plain, number: 201, name: modelled, needsModel: true });
  }
  return name;
}

function plainCodec(
  { height, width, model }: { height: number; width: number; model: Uint8Array },
): GroupCodec {
  const shift = model[0] ?? 0;
  return {
    independent: true,
    encode: (pixels) => pixels.map((value) => value + shift),
    decode(stream, count) {
      if (stream.length !== count * height * width) {
        throw new SyntaxError(`${count} images do not fit in ${stream.length} bytes`);
      }
      return stream.map((value) => value - shift);
    },
  };
}
