import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import {
  codesFrame,
  codesFrom,
  evaluate,
  fitPca,
  ImageSet,
  imagesFromFrame,
  readNpy,
  writeNpy,
} from "@autoencoders";
import pl from "nodejs-polars";
import type { NpyArray } from "../../../lib/datasets/mod.ts";
import { fuzzRuns } from "../../helpers/fuzz_runs.ts";
import { pythonTest, runPython } from "../../helpers/python.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

/** An array of every type. */
const arrays: Record<string, NpyArray> = Object.fromEntries(
  [
    new Uint8Array([0, 255, 7, 1, 2, 3]),
    new Int8Array([-128, 127, 0, 1, 2, 3]),
    new Uint16Array([0, 65535, 1, 2, 3, 4]),
    new Int16Array([-32768, 32767, 1, 2, 3, 4]),
    new Uint32Array([0, 2 ** 32 - 1, 1, 2, 3, 4]),
    new Int32Array([-(2 ** 31), 2 ** 31 - 1, 1, 2, 3, 4]),
    new BigUint64Array([0n, 2n ** 64n - 1n, 1n, 2n, 3n, 4n]),
    new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n, 1n, 2n, 3n, 4n]),
    new Float16Array([0.5, -65504, 1, 2, 3, 4]),
    new Float32Array([0.1, -3e38, 1, 2, 3, 4]),
    new Float64Array([0.1, -1e300, 1, 2, 3, 4]),
  ].map((data) => [data.constructor.name, { data, shape: [2, 3] }]),
);

pythonTest(
  "NumPy reads what writeNpy() writes, and readNpy() what NumPy writes",
  () =>
    inTempFolder(async (folder) => {
      for (const [name, array] of Object.entries(arrays)) {
        await Deno.writeFile(join(folder, `${name}.npy`), writeNpy(array));
      }
      const program = `
import pathlib, sys, numpy
for path in pathlib.Path(sys.argv[1]).glob("*.npy"):
    array = numpy.load(path)
    assert array.shape == (2, 3) and array.flags.c_contiguous, path
    print(path.stem, array.dtype.name, *array.ravel().tolist()[:3])
    numpy.save(path.with_suffix(".again.npy"), array)
numpy.save(sys.argv[1] + "/labels.npy", numpy.arange(5))
numpy.save(sys.argv[1] + "/scalar.npy", numpy.float32(2.5))
numpy.save(sys.argv[1] + "/mask.npy", numpy.array([True, False]))
numpy.save(sys.argv[1] + "/fortran.npy", numpy.ones((2, 3), order="F"))
numpy.save(sys.argv[1] + "/big.npy", numpy.ones(3, dtype=">f4"))
numpy.save(sys.argv[1] + "/complex.npy", numpy.ones(3, dtype=complex))
`;
      const lines = (await runPython(program, folder)).trim().split("\n");
      const seen = Object.fromEntries(lines.map((line) => line.split(/ (.*)/s).slice(0, 2)));
      strictEqual(seen.Int8Array, "int8 -128 127 0");
      strictEqual(seen.Float16Array, "float16 0.5 -65504.0 1.0");
      strictEqual(seen.BigUint64Array, "uint64 0 18446744073709551615 1");
      strictEqual(lines.length, Object.keys(arrays).length);
      const read = async (name: string) => readNpy(await Deno.readFile(join(folder, name)));
      for (const [name, array] of Object.entries(arrays)) {
        deepStrictEqual(await read(`${name}.again.npy`), array);
      }
      const labels = new BigInt64Array([0n, 1n, 2n, 3n, 4n]);
      deepStrictEqual(await read("labels.npy"), { data: labels, shape: [5] });
      deepStrictEqual(await read("scalar.npy"), { data: new Float32Array([2.5]), shape: [] });
      deepStrictEqual(await read("mask.npy"), { data: new Uint8Array([1, 0]), shape: [2] });
      const bytes = (name: string) => Deno.readFileSync(join(folder, name));
      throws(() => readNpy(bytes("fortran.npy")), { message: /ascontiguousarray/ });
      throws(() => readNpy(bytes("big.npy")), { message: /big-endian/ });
      throws(() => readNpy(bytes("complex.npy")), { message: /type is c16/ });
    }),
);

pythonTest(
  "Polars in Python reads codes from Parquet, and images go from there to an ImageSet",
  () =>
    inTempFolder(async (folder) => {
      const codes = codesFrom([0.5, -1, 2, 0.1], 2);
      codesFrame(codes, [3, 7]).writeParquet(join(folder, "codes.parquet"));
      const program = `
import sys, polars
frame = polars.read_parquet(sys.argv[1] + "/codes.parquet")
print(frame.columns, frame.rows(), [str(kind) for kind in frame.dtypes])
images = {"label": [5, 2], **{f"p{i}": [i, 250 + i] for i in range(6)}}
polars.DataFrame(images, schema_overrides={f"p{i}": polars.UInt8 for i in range(6)}).write_parquet(sys.argv[1] + "/images.parquet")
`;
      strictEqual(
        (await runPython(program, folder)).trim(),
        "['image', 'label', 'z0', 'z1'] " +
          "[(0, 3, 0.5, -1.0), (1, 7, 2.0, 0.10000000149011612)] " +
          "['Int32', 'Int32', 'Float32', 'Float32']",
      );
      const frame = pl.readParquet(join(folder, "images.parquet"));
      const images = imagesFromFrame(frame, { height: 1, width: 2, channels: 3, label: "label" });
      deepStrictEqual([...images.pixels], [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255]);
      deepStrictEqual([images.count, images.channels, ...images.labels!], [2, 3, 5, 2]);
    }),
);

Deno.test("readNpy() refuses an array that is cut at any byte", () => {
  const bytes = writeNpy(arrays.Float32Array);
  fc.assert(
    fc.property(
      fc.nat(bytes.length - 1),
      (end) => throws(() => readNpy(bytes.subarray(0, end)), SyntaxError),
    ),
    { numRuns: fuzzRuns(200) },
  );
});

Deno.test("readNpy() of bytes that were changed gives an array or a SyntaxError", () => {
  const bytes = writeNpy(arrays.Int16Array);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const changed = bytes.with(at, value);
      try {
        strictEqual(readNpy(changed).data.byteLength <= bytes.length, true);
      } catch (error) {
        strictEqual((error as Error).name, "SyntaxError");
      }
    }),
    { numRuns: fuzzRuns(500) },
  );
});

Deno.test("writeNpy() refuses what is no array of that shape", () => {
  throws(() => writeNpy({ data: new Uint8Array(3), shape: [2, 2] }), /needs 4 values, got 3/);
  throws(
    () => writeNpy({ data: [1] as never, shape: [1] }),
    /data must be a typed array that NumPy has, such as Float32Array, got an Array/,
  );
  throws(() => writeNpy({ data: new Uint8Array(1), shape: [0.5] }), /a size must be an integer/);
});

pythonTest(
  "scikit-learn's 8 × 8 digits come in exactly, and their reconstructions have an SSIM",
  () =>
    inTempFolder(async (folder) => {
      const program = `
import sys, numpy
from sklearn.datasets import load_digits
digits = load_digits()
numpy.save(sys.argv[1] + "/images.npy", digits.images)
numpy.save(sys.argv[1] + "/labels.npy", digits.target)
print(digits.images.shape, digits.images[0].sum(), digits.images.max())
`;
      strictEqual((await runPython(program, folder)).trim(), "(1797, 8, 8) 294.0 16.0");
      const read = async (name: string) => readNpy(await Deno.readFile(join(folder, name))).data;
      const images = new ImageSet(Uint8Array.from(await read("images.npy") as Float64Array), {
        height: 8,
        width: 8,
        maximum: 16,
        labels: await read("labels.npy"),
      });
      strictEqual(images.image(0).reduce((sum, value) => sum + value), 294);
      deepStrictEqual([images.count, ...images.labels!.subarray(0, 4)], [1797, 0, 1, 2, 3]);
      const [few, many] = [2, 16].map((components) => evaluate(fitPca(images, components), images));
      ok(many.ssim > few.ssim && many.ssim < 1 && many.mse < few.mse, `${few.ssim} ${many.ssim}`);
    }),
);
