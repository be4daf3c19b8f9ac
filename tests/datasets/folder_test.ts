import { deepStrictEqual, match, ok, rejects } from "node:assert/strict";
import { join } from "@std/path";
import sharp from "sharp";
import { loadFolder } from "@autoencoders";
import { folderOf, picture } from "../helpers/picture_folder.ts";

Deno.test("loadFolder() reads PNG, JPEG and WebP in the order of their names", async () => {
  await using folder = await folderOf({
    "c.png": picture(40, 40, "black", "white").png(),
    "a.jpg": picture(40, 40, "black", "white").jpeg(),
    "deep/b.webp": picture(40, 40, "black", "white").webp(),
  });
  const { images, files, skipped, classNames } = await loadFolder(folder.path);
  deepStrictEqual([images.count, images.height, images.width, images.channels], [3, 28, 28, 1]);
  deepStrictEqual(files, ["a.jpg", "c.png", "deep/b.webp"]);
  deepStrictEqual([skipped, images.labels, classNames], [[], undefined, undefined]);
  for (let i = 0; i < 3; i++) {
    ok(images.image(i)[14 * 28 + 14] > 240 && images.image(i)[0] < 15, files[i]);
  }
});

Deno.test("an image on light paper becomes white on black by default", async () => {
  await using folder = await folderOf({
    "ink.png": picture(40, 40, "white", "black").png(),
    "chalk.png": picture(40, 40, "black", "white").png(),
  });
  const middle = async (invert?: boolean) => {
    const { images } = await loadFolder(folder.path, { invert });
    return [images.image(0), images.image(1)].map((image) => [image[0], image[14 * 28 + 14]]);
  };
  deepStrictEqual(await middle(), [[0, 255], [0, 255]]);
  deepStrictEqual(await middle(false), [[0, 255], [255, 0]]);
  deepStrictEqual(await middle(true), [[255, 0], [0, 255]]);
});

Deno.test("an image keeps its aspect ratio, and its background fills the frame", async () => {
  await using folder = await folderOf({ "wide.png": picture(80, 40, "#e0e0e0", "black").png() });
  const { images } = await loadFolder(folder.path, { height: 40, width: 40 });
  const column = Array.from({ length: 40 }, (_, y) => images.pixels[y * 40 + 20]);
  deepStrictEqual([...column.slice(0, 9)], Array(9).fill(255 - 0xe0));
  const bright = [...images.pixels.keys()].filter((i) => images.pixels[i] > 127);
  const span = (values: number[]) => Math.max(...values) - Math.min(...values) + 1;
  deepStrictEqual([span(bright.map((i) => i % 40)), span(bright.map((i) => i / 40 | 0))], [10, 10]);
});

Deno.test("images of 16 bits and rotated photographs are read as they look", async () => {
  // white on the left; orientation 6 means that left is up
  const left = { create: { width: 10, height: 20, channels: 3 as const, background: "white" } };
  const turned = sharp({ create: { width: 40, height: 20, channels: 3, background: "black" } })
    .composite([{ input: left, gravity: "west" }]).withMetadata({ orientation: 6 });
  await using folder = await folderOf({
    "deep.png": picture(40, 40, "black", "#808080").toColourspace("grey16").png(),
    "turned.jpg": turned.jpeg(),
  });
  const { images, files } = await loadFolder(folder.path);
  deepStrictEqual(files, ["deep.png", "turned.jpg"]);
  const [top, bottom] = [2, 25].map((y) => images.image(1)[y * 28 + 14]);
  ok(top > 240 && bottom < 15, `${top} ${bottom}`);
  ok(Math.abs(images.image(0)[14 * 28 + 14] - 128) <= 1, `${images.image(0)[14 * 28 + 14]}`);
});

Deno.test("subfolders are classes on request", async () => {
  await using folder = await folderOf({
    "dog/1.png": picture(10, 10, "black", "white").png(),
    "cat/2.png": picture(10, 10, "black", "white").png(),
    "dog/3.png": picture(10, 10, "black", "white").png(),
    "stray.png": picture(10, 10, "black", "white").png(),
  });
  const { images, files, classNames, skipped } = await loadFolder(folder.path, { classes: true });
  deepStrictEqual(files, ["cat/2.png", "dog/1.png", "dog/3.png"]);
  deepStrictEqual([[...images.labels!], classNames], [[0, 1, 1], ["cat", "dog"]]);
  deepStrictEqual(skipped, [{ file: "stray.png", reason: "not in a class folder" }]);
});

const cat = picture(10, 10, "black", "white").png();

Deno.test("a test folder is numbered like its training folder by classNames", async () => {
  await using train = await folderOf({ "ant/1.png": cat, "bee/1.png": cat, "cat/1.png": cat });
  await using test = await folderOf({ "bee/1.png": cat, "cat/1.png": cat });
  const { classNames } = await loadFolder(train.path, { classes: true });
  deepStrictEqual(classNames, ["ant", "bee", "cat"]);
  for (const classes of [true, undefined]) {
    const loaded = await loadFolder(test.path, { classes, classNames });
    deepStrictEqual([[...loaded.images.labels!], loaded.classNames], [[1, 2], classNames]);
    deepStrictEqual(loaded.skipped, []);
  }
  const reversed = await loadFolder(train.path, { classNames: classNames!.toReversed() });
  deepStrictEqual([...reversed.images.labels!], [2, 1, 0]);
});

Deno.test("a folder of an unknown class is an error with its name", async () => {
  await using folder = await folderOf({ "bee/1.png": cat, "dog/1.png": cat, "eel/notes.txt": "" });
  await rejects(loadFolder(folder.path, { classNames: ["ant", "bee"] }), {
    name: "RangeError",
    message: /has "dog", "eel", not among the classNames "ant", "bee"; add/,
  });
});

Deno.test("a class that is empty or cannot be read keeps its number, and is reported", async () => {
  await using folder = await folderOf({ "bee/notes.txt": "no image", "cat/1.png": cat });
  await Deno.mkdir(join(folder.path, "ant"));
  const { images, classNames, skipped } = await loadFolder(folder.path, { classes: true });
  deepStrictEqual([[...images.labels!], classNames], [[2], ["ant", "bee", "cat"]]);
  const reason = "is a class without a readable image";
  deepStrictEqual(skipped.map(({ file }) => file), ["ant", "bee", "bee/notes.txt"]);
  deepStrictEqual([skipped[0].reason, skipped[1].reason], [reason, reason]);
});

Deno.test("a class is the same however its name is composed", async () => {
  await using folder = await folderOf({ ["cafe\u0301/1.png"]: cat, "tea/1.png": cat });
  const { images, classNames } = await loadFolder(folder.path, {
    classNames: ["tea", "caf\u00e9"],
  });
  deepStrictEqual([[...images.labels!], classNames], [[1, 0], ["tea", "caf\u00e9"]]);
});

Deno.test("classNames that are no names, or the same twice, or too many, are rejected", async () => {
  await using folder = await folderOf({ "cat/1.png": cat });
  const load = (classNames: unknown, classes?: boolean) =>
    loadFolder(folder.path, { classNames: classNames as string[], classes });
  await rejects(load("cat"), { name: "TypeError", message: /array of names, got "cat"/ });
  await rejects(load(["cat", 7]), { name: "TypeError", message: /classNames\[1\].*got 7/ });
  await rejects(load(["cat", ""]), { name: "TypeError", message: /classNames\[1\].*got ""/ });
  await rejects(load(["cat", "cat"]), { name: "RangeError", message: /"cat" twice/ });
  await rejects(load(["cat"], false), { name: "RangeError", message: /classes: false/ });
  const many = Array.from({ length: 257 }, (_, i) => `class ${i}`);
  await rejects(load(many), { name: "RangeError", message: /at most 256 classes, got 257/ });
});

Deno.test("each file that cannot be read is listed with the reason", async () => {
  const png = await picture(30, 30, "black", "white").png().toBuffer();
  await using folder = await folderOf({
    "good.png": png,
    "cut.png": png.subarray(0, 60),
    "empty.jpg": "",
    "notes.txt": "not an image",
    "moving.gif": picture(10, 10, "black", "white").gif(),
  });
  const { files, skipped } = await loadFolder(folder.path);
  deepStrictEqual(files, ["good.png"]);
  deepStrictEqual(skipped.map(({ file }) => file), [
    "cut.png",
    "empty.jpg",
    "moving.gif",
    "notes.txt",
  ]);
  ok(skipped.every(({ reason }) => reason.length > 5));
  match(skipped[2].reason, /must be PNG, JPEG or WebP, is gif/);
});

Deno.test("a folder without a readable image is an error with the reasons", async () => {
  await using folder = await folderOf({ "notes.txt": "not an image" });
  await rejects(loadFolder(folder.path), { name: "RangeError", message: /notes\.txt: .*format/ });
  await rejects(loadFolder(join(folder.path, "nowhere")), Deno.errors.NotFound);
  await rejects(loadFolder(join(folder.path, "notes.txt")), Deno.errors.NotADirectory);
});

Deno.test("loadFolder() rejects invalid sizes with the value in the message", async () => {
  for (const size of [0, -1, 2.5, NaN, 5000]) {
    const message = (name: string) => ({
      name: "RangeError",
      message: `${name} must be an integer in 1–4096, got ${size}`,
    });
    await rejects(loadFolder(".", { height: size }), message("height"));
    await rejects(loadFolder(".", { width: size }), message("width"));
  }
});
