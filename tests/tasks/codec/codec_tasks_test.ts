import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import { Random, readIdx, strokes, writeIdx } from "@autoencoders";
import { compressFile } from "../../../tasks/codec/compress.ts";
import { decompressFile } from "../../../tasks/codec/decompress.ts";
import { describeFile } from "../../../tasks/codec/info.ts";
import { readPicture, writePicture } from "../../../tasks/codec/picture.ts";
import { capture } from "../../../tasks/process.ts";
import { root, TaskError } from "../../../tasks/project.ts";
import { picture } from "../../helpers/picture_folder.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { bytesOf } from "../../helpers/tiny_models.ts";
import { modelOf } from "../../../lib/codec/learned/model.ts";
import { randomNetwork } from "../../codec/learned/random_network.ts";

const shape = [20, 12, 12], grey = bytesOf(20 * 144, 3);
const binary = grey.map((value) => value > 127 ? 1 : 0);

/** Runs a test in a folder with a file of images; `path` makes a path in it. */
function withFiles(run: (path: (name: string) => string, folder: string) => Promise<void>) {
  return inTempFolder(async (folder) => {
    await Deno.writeFile(join(folder, "a.idx"), writeIdx({ data: grey, shape }));
    await run((name) => join(folder, name), folder);
  });
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Expects a refusal whose message matches. */
const refuses = (work: Promise<unknown>, message: RegExp) =>
  rejects(work, (error: Error) => {
    ok(error instanceof TaskError, `${error}`);
    match(error.message, message);
    return true;
  });

Deno.test("compress and decompress give an IDX file back, binarized or not, gzipped or not", async () => {
  await withFiles(async (path, folder) => {
    await Deno.writeFile(path("b.idx.gz"), gzipSync(writeIdx({ data: grey, shape })));
    for (const name of ["a.idx", "b.idx.gz"]) {
      for (const [options, data] of [[["--threshold", "127"], binary], [[], grey]] as const) {
        const printed = await compressFile([path(name), path("c.aec"), ...options]);
        match(printed, /20 (binary|grey) images of 12×12.*\n.*decoded and compared/);
        strictEqual(JSON.parse(await describeFile([path("c.aec")])).count, 20);
        match(await decompressFile([path("c.aec"), path("d.idx")]), /20 images of 12×12/);
        deepStrictEqual(await Deno.readFile(path("d.idx")), writeIdx({ data, shape }));
      }
    }
    deepStrictEqual(namesIn(folder), ["a.idx", "b.idx.gz", "c.aec", "d.idx"]);
  });
});

Deno.test("a folder of pictures comes back as pictures with the same pixels, in the order of names", async () => {
  await withFiles(async (path) => {
    await Deno.mkdir(path("in"));
    const images = [1, 2, 10].map((k) => grey.subarray(k * 144, (k + 1) * 144));
    for (const [i, name] of ["p1", "p2", "p10"].entries()) {
      await writePicture(path(`in/${name}.png`), images[i], { height: 12, width: 12 });
    }
    await Deno.writeTextFile(path("in/notes.txt"), "not a picture");
    await Deno.mkdir(path("in/more"));
    match(
      await compressFile([path("in"), path("c.aec"), "--no-verify"]),
      /not verified\nleft out of .*in: more\/, notes.txt$/,
    );
    await decompressFile([path("c.aec"), path("out/")]);
    deepStrictEqual(namesIn(path("out")), ["0.png", "1.png", "2.png"]);
    for (const [i, image] of images.entries()) {
      const { pixels, height, width } = await readPicture(path(`out/${i}.png`), false);
      deepStrictEqual([height, width, pixels], [12, 12, image]);
    }
    await refuses(decompressFile([path("c.aec"), path("out/")]), /out\/ is not empty/);
    await compressFile([path("in"), path("c.aec"), "--threshold", "127"]);
    await decompressFile([path("c.aec"), path("black_and_white/")]);
    const { pixels } = await readPicture(path("black_and_white/1.png"), false);
    deepStrictEqual(pixels, images[1].map((value) => value > 127 ? 255 : 0));
  });
});

Deno.test("pictures in colour, of several sizes, or that cannot be read are refused by name", async () => {
  await withFiles(async (path) => {
    await picture(20, 12, "red", "white").png().toFile(path("red.png"));
    await refuses(
      compressFile([path("red.png"), path("c")]),
      /red.png.*in colour: --grey converts/,
    );
    match(await compressFile([path("red.png"), path("c"), "--grey"]), /1 grey image of 12×20/);
    await Deno.mkdir(path("two"));
    await picture(20, 12, "black", "white").png().toFile(path("two/1.png"));
    await picture(12, 20, "black", "white").png().toFile(path("two/2.png"));
    await refuses(
      compressFile([path("two"), path("c")]),
      /2.png has 20×12 pixels, .*1.png has 12×20/,
    );
    await Deno.mkdir(path("none"));
    await refuses(compressFile([path("none"), path("c")]), /none has no PNG, JPEG or WebP file/);
    await Deno.writeTextFile(path("broken.png"), "\x89PNG");
    await refuses(compressFile([path("broken.png"), path("c")]), /broken.png/);
  });
});

Deno.test("a failed compression leaves the old file alone, and no other file", async () => {
  await withFiles(async (path, folder) => {
    await Deno.writeTextFile(path("old"), "old");
    const idx = writeIdx({ data: grey, shape });
    await Deno.writeFile(path("cut.idx"), idx.subarray(0, 2000));
    await Deno.writeFile(path("long.idx"), new Uint8Array([...idx, 1]));
    await Deno.writeFile(path("cut.gz"), gzipSync(idx).subarray(0, 900));
    await Deno.writeFile(
      path("huge.idx"),
      writeIdx({ data: new Uint8Array(99_999), shape: [1, 99_999, 1] }),
    );
    await Deno.writeFile(path("labels.idx"), writeIdx({ data: grey.subarray(0, 9), shape: [9] }));
    for (
      const [name, message] of [
        ["cut.idx", /^[^:]*cut.idx: an IDX file of shape 20×12×12 has 2896 bytes, got 2000/],
        ["long.idx", /has 2896 bytes, got 2897/],
        ["cut.gz", /cut.gz: damaged gzip/],
        ["huge.idx", /its images have 99999×1 pixels, the most are 65535 a side/],
        ["labels.idx", /begins with 00 00 08 01, not 00 00 08 03/],
        ["missing", /there is no file .*missing/],
      ] as const
    ) {
      for (const options of [[], ["--threshold", "9"]]) {
        await refuses(compressFile([path(name), path("old"), ...options]), message);
      }
    }
    strictEqual(await Deno.readTextFile(path("old")), "old");
    deepStrictEqual(namesIn(folder), [
      "a.idx",
      "cut.gz",
      "cut.idx",
      "huge.idx",
      "labels.idx",
      "long.idx",
      "old",
    ]);
  });
});

Deno.test("a damaged file is refused, and --salvage writes what is whole and names the rest", async () => {
  await withFiles(async (path) => {
    await compressFile([path("a.idx"), path("c.aec"), "--threshold", "127", "--group", "5"]);
    const bytes = await Deno.readFile(path("c.aec"));
    await Deno.writeFile(path("cut.aec"), bytes.subarray(0, bytes.length * 0.6));
    await refuses(
      decompressFile([path("cut.aec"), path("d.idx")]),
      /cut.aec: it ends in group 2 .*10 of 20 images are whole \(--salvage writes them\)/,
    );
    await refuses(
      decompressFile([path("cut.aec"), path("pictures/")]),
      /10 of 20 images are whole/,
    );
    deepStrictEqual(namesIn(path("pictures")), []);
    await decompressFile([path("cut.aec"), path("pictures/"), "--salvage"]);
    strictEqual(namesIn(path("pictures")).length, 10);
    const printed = await decompressFile([path("cut.aec"), path("d.idx"), "--salvage"]);
    match(printed, /d.idx: 10 images of 12×12\n.*cut.aec: it ends in group 2/);
    deepStrictEqual(
      await Deno.readFile(path("d.idx")),
      writeIdx({ data: binary.subarray(0, 1440), shape: [10, 12, 12] }),
    );
    match(JSON.parse(await describeFile([path("cut.aec")])).problem, /it ends in group 2/);
    await refuses(describeFile([path("a.idx")]), /a.idx: it is not a file of this codec but IDX/);
    await refuses(
      decompressFile([path("c.aec"), path("e"), "--limit", "100"]),
      /unpack to 2880 bytes, more than the limit of 100/,
    );
  });
});

Deno.test("a trained network predicts the pixels: inside the file, named by it, or learned", async () => {
  await inTempFolder(async (folder) => {
    const path = (name: string) => join(folder, name), data = strokes(60, new Random(4)).pixels;
    await Deno.writeFile(path("a.idx"), writeIdx({ data, shape: [60, 28, 28] }));
    const bits = writeIdx({ data: data.map((value) => Number(value > 127)), shape: [60, 28, 28] });
    const sizes = new Map<string, number>();
    for (const options of ["--model inside", "--model mnist-31k", "--learn", ""]) {
      const all = [
        path("a.idx"),
        path("c"),
        "--threshold",
        "127",
        ...options.split(" ").filter(Boolean),
      ];
      await compressFile(all);
      const info = JSON.parse(await describeFile([path("c")]));
      strictEqual(info.kind, options ? "learned" : "adaptive");
      strictEqual(info.modelBytes > 0, ["--model inside", "--learn"].includes(options));
      sizes.set(options, info.bytes);
      await decompressFile([path("c"), path("d.idx")]); // which has the project's models
      deepStrictEqual(await Deno.readFile(path("d.idx")), bits, options);
    }
    ok(
      sizes.get("--model mnist-31k")! < sizes.get("")!,
      "trained on handwriting, it knows strokes",
    );
  });
});

Deno.test("lossy files come back nearly as they were, better at a smaller step", async () => {
  await inTempFolder(async (folder) => {
    const path = (name: string) => join(folder, name), images = strokes(20, new Random(5));
    await Deno.writeFile(path("a.idx"), writeIdx({ data: images.pixels, shape: [20, 28, 28] }));
    const results = [];
    for (const quality of ["0.3", "3"]) {
      const options = ["--lossy", "--quality", quality, "--model", "ours-64"];
      await compressFile([path("a.idx"), path("c"), ...options]);
      await decompressFile([path("c"), path("d.idx")]);
      const { data } = readIdx(await Deno.readFile(path("d.idx")));
      const error = images.pixels.reduce((sum, value, i) => sum + (value - data[i]) ** 2, 0);
      results.push({ bytes: (await Deno.stat(path("c"))).size, error });
    }
    ok(results[0].bytes > results[1].bytes && results[0].error < results[1].error / 2);
    await refuses(
      compressFile([path("a.idx"), path("c"), "--lossy", "--threshold", "127"]),
      /lossy codec is for grey images/,
    );
  });
});

Deno.test("options that are wrong or contradict each other are refused with the usage", async () => {
  await refuses(
    compressFile(["a"]),
    /expected INPUT and OUTPUT, got 1 arguments\nusage: deno task/,
  );
  for (
    const [options, message] of [
      ["--apart", /--apart needs --model FILE/],
      ["--model mnist-7k --apart", /--apart needs --model FILE/],
      ["--quality 1", /--quality needs --lossy/],
      ["--lossy --quality -1", /--quality must be/],
      ["--lossy --quality 0", /--quality must be a positive number, got "0"/],
      ["--lossy --model mnist-7k", /--model mnist-7k is not for --lossy/],
      ["--model ours-32", /--model ours-32 is for --lossy/],
      ["--learn --model inside", /--learn trains a network of its own/],
      ["--learn --lossy", /--learn trains a network of its own/],
    ] as const
  ) await refuses(compressFile(["a", "b", ...options.split(" ")]), message);
  await refuses(
    compressFile(["a", "b", "--threshold", "255"]),
    /--threshold must be.*0–254, got 255/,
  );
  await refuses(decompressFile(["a"]), /expected FILE and OUTPUT, got 1 arguments/);
  await refuses(decompressFile(["nowhere", "b"]), /nowhere/);
  await refuses(describeFile([]), /expected FILE, got 0 arguments\nusage: deno task codec:info/);
  await withFiles(async (path) => {
    const [input, output] = [path("a.idx"), path("c")];
    await refuses(
      compressFile([input, output, "--threshold", "127", "--model", input]),
      /not a model of the codec/,
    );
    await refuses(compressFile([input, output, "--learn"]), /--learn is for binary images/);
  });
});

Deno.test("with --model the kind is the learned one; the model is inside, or given again", async () => {
  await withFiles(async (path) => {
    const network = { height: 12, width: 12, channels: 3, blocks: 1, radius: 2 };
    const { bytes } = modelOf(
      randomNetwork({ ...network, windowBits: 5, blockBits: 5, outputBits: 5 }, 1),
    );
    await Deno.writeFile(path("m.aem"), bytes);
    const compress = (...options: string[]) =>
      compressFile([path("a.idx"), path("c.aec"), "--model", path("m.aem"), ...options]);
    await refuses(compress(), /for binary images, got grey ones: .*--threshold/);
    for (const apart of [[], ["--apart"]]) {
      match(await compress("--threshold", "127", "--group", "7", ...apart), /decoded and compared/);
      const { kind, modelBytes, groups } = JSON.parse(await describeFile([path("c.aec")]));
      deepStrictEqual(
        [kind, modelBytes, groups],
        ["learned", apart.length > 0 ? 0 : bytes.length, 3],
      );
      const given = apart.length > 0 ? ["--model", path("m.aem")] : [];
      await decompressFile([path("c.aec"), path("d.idx"), ...given]);
      deepStrictEqual(await Deno.readFile(path("d.idx")), writeIdx({ data: binary, shape }));
    }
    await refuses(decompressFile([path("c.aec"), path("d.idx")]), /needs the model [0-9a-f]{16}/);
  });
});

Deno.test("grey images take fewer bytes with a model of such images, which the file names", async () => {
  await inTempFolder(async (folder) => {
    const path = (name: string) => join(folder, name), { pixels } = strokes(30, new Random(6));
    await Deno.writeFile(path("a.idx"), writeIdx({ data: pixels, shape: [30, 28, 28] }));
    const sizes: number[] = [];
    for (const options of [[], ["--model", "mnist-grey"]]) {
      await compressFile([path("a.idx"), path("c"), ...options]);
      sizes.push(JSON.parse(await describeFile([path("c")])).bytes);
    }
    ok(sizes[1] < sizes[0], `${sizes}`);
    const { kind, modelBytes } = JSON.parse(await describeFile([path("c")]));
    deepStrictEqual([kind, modelBytes], ["primed", 0]);
    await decompressFile([path("c"), path("d.idx")]);
    deepStrictEqual(readIdx(await Deno.readFile(path("d.idx"))).data, pixels);
    await refuses(
      compressFile([path("a.idx"), path("c"), "--model", "mnist-grey", "--threshold", "99"]),
      /the primed codec is for grey images, got binary ones/,
    );
  });
});

Deno.test("a file is not written over by what is made of it", async () => {
  await withFiles(async (path, folder) => {
    await compressFile([path("a.idx"), path("c.aec")]);
    await Deno.symlink(path("a.idx"), path("link.idx"));
    for (const output of ["a.idx", "link.idx", "./a.idx"]) {
      await refuses(
        compressFile([path("a.idx"), `${folder}/${output}`, "--threshold", "9"]),
        /is the file that is read/,
      );
    }
    await refuses(decompressFile([path("c.aec"), path("c.aec")]), /is the file that is read/);
    deepStrictEqual(await Deno.readFile(path("a.idx")), writeIdx({ data: grey, shape }));
  });
});

Deno.test("a picture of zeros and ones, such as a mask, comes back as it was", async () => {
  await withFiles(async (path) => {
    const mask = grey.subarray(0, 144).map((value) => value & 1), size = { height: 12, width: 12 };
    await Deno.mkdir(path("in"));
    await writePicture(path("in/1.png"), mask, size);
    await writePicture(path("in/2.png"), new Uint8Array(144), size);
    await compressFile([path("in"), path("c.aec")]);
    await decompressFile([path("c.aec"), path("out/")]);
    deepStrictEqual((await readPicture(path("out/0.png"), false)).pixels, mask);
  });
});

Deno.test("the tasks see paths from the folder where they are typed", async () => {
  await withFiles(async (_, folder) => {
    for (
      const [task, ...args] of [
        ["compress", "a.idx", "c.aec", "--threshold", "127"],
        ["decompress", "c.aec", "d.idx"],
        ["codec:info", "c.aec"],
      ]
    ) {
      const done = await capture(Deno.execPath(), ["task", "-q", task, ...args], {
        cwd: root,
        env: { INIT_CWD: folder },
      });
      strictEqual(done!.code, 0, done!.stderr);
    }
    deepStrictEqual(namesIn(folder), ["a.idx", "c.aec", "d.idx"]);
  });
});
