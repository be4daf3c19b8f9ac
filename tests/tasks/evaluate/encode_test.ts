import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import pl from "nodejs-polars";
import sharp from "sharp";
import {
  denseAutoencoder,
  encodeImages,
  imageSet,
  readIdx,
  reconstructImages,
  writeIdx,
} from "@autoencoders";
import { encode } from "../../../tasks/evaluate/encode.ts";
import { reconstruct } from "../../../tasks/evaluate/reconstruct.ts";
import { folderOf, picture } from "../../helpers/picture_folder.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { bytesOf } from "../../helpers/tiny_models.ts";

const images = imageSet(bytesOf(11 * 12 * 12, 3), {
  height: 12,
  width: 12,
  labels: Uint8Array.from({ length: 11 }, (_, i) => i % 3),
});

/** A folder with a model of 12×12 images, images and labels; the model is given to the test too. */
function withFiles(
  run: (folder: string, model: ReturnType<typeof denseAutoencoder>) => Promise<void>,
): Promise<void> {
  return inTempFolder(async (folder) => {
    const model = denseAutoencoder({ widths: [8], latent: 3, height: 12, width: 12 }, 5);
    await model.save(join(folder, "model"));
    const files = {
      "images.idx": writeIdx({ data: images.pixels, shape: [11, 12, 12] }),
      "labels.idx": writeIdx({ data: images.labels!, shape: [11] }),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
    await run(folder, model);
    model.dispose();
  });
}

Deno.test("encode writes a row for each image: its number, its label and the numbers of encodeImages()", () =>
  withFiles(async (folder, model) => {
    const path = (name: string) => join(folder, name), out = path("codes.parquet");
    await encode([path("model"), path("images.idx"), "--out", out, "--labels", path("labels.idx")]);
    const frame = pl.readParquet(out), codes = encodeImages(model, images);
    deepStrictEqual(frame.columns, ["image", "label", "z0", "z1", "z2"]);
    deepStrictEqual(frame.getColumn("image").toArray().map(Number), [...Array(11).keys()]);
    deepStrictEqual(frame.getColumn("label").toArray().map(Number), [...images.labels!]);
    for (const unit of [0, 1, 2]) {
      const column = frame.getColumn(`z${unit}`).toArray() as number[];
      for (const [i, value] of column.entries()) {
        ok(Math.abs(value - codes.values[i * 3 + unit]) < 1e-5, `${value}`);
      }
    }
  }));

Deno.test("the shards of a collection have together the rows of the whole", () =>
  withFiles(async (folder) => {
    const path = (name: string) => join(folder, name);
    const write = async (name: string, ...options: string[]) => {
      await encode([path("model"), path("images.idx"), "--out", path(name), ...options]);
      return pl.readParquet(path(name)).toRecords();
    };
    const whole = await write("whole.parquet"), parts: Record<string, unknown>[] = [];
    for (const shard of ["1/4", "2/4", "3/4", "4/4"]) {
      parts.push(...await write("part.parquet", "--shard", shard));
    }
    deepStrictEqual(parts, whole);
    await rejects(write("part.parquet", "--shard", "1/12"), /has 11 images: too few for 12 shards/);
    await rejects(
      write("part.parquet", "--shard", "5/4"),
      /--shard must be an integer in 1–4, got 5/,
    );
    await rejects(
      write("part.parquet", "--shard", "5"),
      /--shard must be a part of .* such as 2\/8, got "5"/,
    );
  }));

Deno.test("encode in shards gives the file of the whole; parts of other codes are not mixed in", () =>
  withFiles(async (folder) => {
    const path = (name: string) => join(folder, name);
    const labels = ["--labels", path("labels.idx")];
    const write = async (name: string, ...options: string[]) => {
      await encode([path("model"), path("images.idx"), "--out", path(name), ...options]);
      return pl.readParquet(path(name)).toRecords();
    };
    const whole = await write("whole.parquet", ...labels);
    const options = ["--shards", "3", "--processes", "2"];
    deepStrictEqual(await write("parts.parquet", ...options, ...labels), whole);
    deepStrictEqual([...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory), []);

    const args = [path("model"), path("images.idx"), "--out", path("a.parquet")];
    const listed = await encode([...args, "--shards", "2", "--list"]);
    match(listed, /encode\.ts .* --shard 1\/2 .*\n.*encode\.ts .* --shard 2\/2 /);
    await rejects(encode([...args, ...options]), {
      name: "TaskError",
      message: /a\.parquet\.parts has parts of other codes: remove it/,
    });
    await rejects(encode([...args, "--dask", "tcp://a:1"]), /--dask needs --shards N/);
  }));

Deno.test("encode and reconstruct take a folder of pictures of any size, and name them", () =>
  withFiles(async (folder) => {
    const ink = (colour: string) => picture(30, 20, "white", colour).png();
    await using mine = await folderOf({ "b.png": ink("red"), "a.png": ink("blue") });
    const out = join(folder, "codes.parquet"), model = join(folder, "model");
    await encode([model, mine.path, "--out", out]);
    deepStrictEqual(pl.readParquet(out).getColumn("file").toArray(), ["a.png", "b.png"]);

    await reconstruct([model, mine.path, "--out", join(folder, "made/")]);
    const names = [...Deno.readDirSync(join(folder, "made"))].map(({ name }) => name).sort();
    deepStrictEqual(names, ["0-a.png", "1-b.png"]);
    const { width, height } = await sharp(join(folder, "made", names[0])).metadata();
    deepStrictEqual([width, height], [12, 12]);
    await rejects(reconstruct([model, mine.path, "--out", join(folder, "made/")]), /is not empty/);
  }));

Deno.test("a shard of a folder reads its own pictures only, and the parts together are the whole", () =>
  withFiles(async (folder) => {
    const ink = (colour: string) => picture(30, 20, "white", colour).png();
    const colours = { "a.png": ink("red"), "c.png": ink("blue"), "f.png": ink("black") };
    // were they read, the first half of the readable pictures would be another one
    const damaged = { "b.png": "no picture", "d.png": "no picture", "e.png": "no picture" };
    await using mine = await folderOf({ ...colours, ...damaged });
    const out = join(folder, "codes.parquet");
    const write = async (...options: string[]) => {
      await encode([join(folder, "model"), mine.path, "--out", out, ...options]);
      return pl.readParquet(out).toRecords();
    };
    const files = (rows: Record<string, unknown>[]) => rows.map(({ file }) => file);
    const whole = await write();
    deepStrictEqual(files(whole), ["a.png", "c.png", "f.png"]);
    deepStrictEqual(files(await write("--shard", "1/2")), ["a.png", "c.png"]);
    deepStrictEqual(files(await write("--shard", "2/2")), ["f.png"]);
    deepStrictEqual(await write("--shards", "2", "--processes", "2"), whole);
    deepStrictEqual(await write("--shard", "2/6"), []); // b.png alone
    deepStrictEqual(await write("--shards", "6", "--processes", "2"), whole);
    await rejects(write("--shard", "1/7"), /has 6 files: too few for 7 shards/);
  }));

Deno.test("reconstruct writes pictures in colour for a network of colours", () =>
  inTempFolder(async (folder) => {
    const size = { height: 8, width: 6, channels: 3 };
    const colours = denseAutoencoder({ widths: [], latent: 2, ...size }, 1);
    await colours.save(join(folder, "model"));
    colours.dispose();
    await using mine = await folderOf({ "a.png": picture(30, 20, "red", "blue").png() });
    const args = [join(folder, "model"), mine.path, "--out"];
    await reconstruct([...args, join(folder, "made/")]);
    const { width, height, channels } = await sharp(join(folder, "made", "0-a.png")).metadata();
    deepStrictEqual({ height, width, channels }, size);
    await rejects(reconstruct([...args, join(folder, "made.idx")]), /end --out with "\/"/);
  }));

Deno.test("reconstruct writes what reconstructImages() makes of the images", () =>
  withFiles(async (folder, model) => {
    const out = join(folder, "made.idx");
    const line = await reconstruct([
      join(folder, "model"),
      join(folder, "images.idx"),
      "--out",
      out,
    ]);
    match(line, /made\.idx: 11 images of 12×12$/);
    const made = readIdx(await Deno.readFile(out)), wanted = reconstructImages(model, images);
    deepStrictEqual(made.shape, [11, 12, 12]);
    // the command has another backend than this test: a pixel may be rounded to its neighbour
    for (const [i, value] of wanted.pixels.entries()) {
      ok(Math.abs(value - Number(made.data[i])) <= 1, `pixel ${i}`);
    }
  }));

Deno.test("reconstruct does not write over the images that it reads", () =>
  withFiles(async (folder) => {
    const file = join(folder, "images.idx"), before = await Deno.readFile(file);
    await rejects(reconstruct([join(folder, "model"), file, "--out", file]), {
      name: "TaskError",
      message: /is the file that is read/,
    });
    deepStrictEqual(await Deno.readFile(file), before);
    strictEqual([...Deno.readDirSync(folder)].length, 3);
  }));

Deno.test("encode and reconstruct write over none of their inputs", () =>
  withFiles(async (folder) => {
    const at = (name: string) => join(folder, name), model = at("model.safetensors");
    const before = await Deno.readFile(model);
    for (const command of [encode, reconstruct]) {
      for (const named of [model, at("model")]) {
        await rejects(
          command([named, at("images.idx"), "--out", model]),
          /is the file that is read/,
        );
      }
    }
    const labels = ["--labels", at("labels.idx")];
    const over = [at("model"), at("images.idx"), "--out", at("labels.idx")];
    await rejects(encode([...over, ...labels]), /is the file that is read/);
    deepStrictEqual(await Deno.readFile(model), before);
  }));

Deno.test("options for IDX files are refused for a folder of pictures", () =>
  withFiles(async (folder) => {
    await using mine = await folderOf({ "a.png": picture(30, 20, "white", "red").png() });
    const out = join(folder, "codes.parquet");
    for (
      const option of [["--labels", join(folder, "labels.idx")], ["--upright"], ["--maximum", "9"]]
    ) {
      await rejects(encode([join(folder, "model"), mine.path, "--out", out, ...option]), {
        name: "TaskError",
        message: new RegExp(`^${option[0]} is for IDX files, and .* is a folder of pictures`),
      });
    }
  }));

Deno.test("parts of other images of the same name are not mixed in", () =>
  withFiles(async (folder) => {
    const args = ["model", "images.idx"].map((name) => join(folder, name));
    const sharded = [...args, "--out", join(folder, "a.parquet"), "--shards", "2", "--list"];
    await encode(sharded);
    await encode(sharded); // the same
    await Deno.utime(args[1], 1, 1);
    await rejects(encode(sharded), /has parts of other codes: remove it/);
    const missing = ["nowhere", args[1], "--out", join(folder, "b.parquet"), "--shards", "2"];
    await rejects(encode(missing), /there is no saved model/);
    await rejects(Deno.stat(join(folder, "b.parquet.parts")), Deno.errors.NotFound);
  }));
