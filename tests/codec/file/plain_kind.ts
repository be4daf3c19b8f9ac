import type { GroupCodec } from "../../../lib/codec/mod.ts";
import { type Kind, type KindName, kinds } from "../../../lib/codec/file/kinds.ts";

/**
 * Adds kinds for tests of the container: "plain" stores pixels as they are, each group by itself;
 * "modelled" adds the first byte of a model to each; "halved" loses their last bit; "wrong" decodes to
 * other pixels.
 */
export function addPlainKind(): KindName {
  const plain = { lossless: true, needsModel: false, open: plainCodec };
  const all = kinds as Kind[], name = "plain" as KindName, modelled = "modelled" as KindName;
  if (!kinds.some((kind) => kind.name === name)) {
    all.push({ ...plain, number: 200, name });
    all.push({ ...plain, number: 201, name: modelled, needsModel: true });
    all.push({
      ...{ ...plain, number: 202, name: "halved" as KindName, lossless: false },
      open: (input) => mapped(plainCodec(input), (value) => value & 254),
    });
    all.push({
      ...{ ...plain, number: 203, name: "wrong" as KindName },
      open: (input) => mapped(plainCodec(input), (value) => value ^ 1),
    });
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

/** A codec whose decoded pixels are mapped. */
function mapped(codec: GroupCodec, map: (value: number) => number): GroupCodec {
  const { independent, encode } = codec;
  return { independent, encode, decode: (...stream) => codec.decode(...stream).map(map) };
}
