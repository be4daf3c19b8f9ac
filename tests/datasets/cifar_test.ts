import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { loadDataset, loadLocalDataset } from "@autoencoders";
import { loadCifar } from "../../lib/datasets/cifar_dataset.ts";
import { cifar10, type CifarEntry } from "../../lib/datasets/registry/cifar10.ts";
import { sha256Hex } from "../../lib/files/mod.ts";
import { capture } from "../../tasks/process.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { fileServer } from "./file_server.ts";

/** Two images a file: all red, label 3 and 4, but for the first pixel, whose RGB is the number of the file. */
function batch(file: number): Uint8Array {
  const bytes = new Uint8Array(2 * 3073);
  for (const image of [0, 1]) {
    const at = image * 3073;
    bytes[at] = 3 + image;
    bytes.fill(255, at + 1, at + 1 + 1024);
    for (let c = 0; c < 3; c++) bytes[at + 1 + 1024 * c] = 10 * file + c;
  }
  return bytes;
}

/** A small data set like CIFAR-10, unpacked in `folder`/cifar-10-batches-bin, and its archive. */
async function smallCifar(folder: string): Promise<{ entry: CifarEntry; archive: Uint8Array }> {
  const { inside, archive } = cifar10, names = [...inside.train, ...inside.test];
  const unpacked = join(folder, inside.folder);
  await Deno.mkdir(unpacked);
  for (const [i, name] of names.entries()) await Deno.writeFile(join(unpacked, name), batch(i));
  await Deno.writeTextFile(join(unpacked, "readme.html"), "about");
  const file = join(folder, "made.tar.gz");
  const done = await capture("tar", ["-czf", file, "-C", folder, inside.folder]);
  strictEqual(done!.code, 0, done!.stderr);
  const bytes = await Deno.readFile(file);
  await Deno.remove(file);
  const published = { ...archive, sha256: sha256Hex(bytes), bytes: bytes.length };
  return { entry: { ...cifar10, archive: published, imagesPerFile: 2 }, archive: bytes };
}

const quiet = { offline: true, warn: () => {}, onProgress: () => {} };

Deno.test("CIFAR-10 is read from its files, channels last, with a notice that they are not verified", () =>
  inTempFolder(async (folder) => {
    const { entry } = await smallCifar(folder), notices: string[] = [];
    const warn = (notice: string) => void notices.push(notice);
    const { train, test, source, classNames } = await loadCifar(entry, [folder], folder, {
      ...quiet,
      warn,
    });
    deepStrictEqual([train.count, test.count, source], [10, 2, "folder"]);
    deepStrictEqual([train.height, train.width, train.channels], [32, 32, 3]);
    deepStrictEqual([...train.labels!.subarray(0, 3)].map((label) => classNames[label]), [
      "cat",
      "deer",
      "cat",
    ]);
    deepStrictEqual([...train.image(2).subarray(0, 6)], [10, 11, 12, 255, 0, 0]);
    deepStrictEqual([...test.image(1).subarray(0, 6)], [50, 51, 52, 255, 0, 0]);
    match(notices[0], /only the checksum of its published cifar-10-binary\.tar\.gz is known/);
  }));

Deno.test("CIFAR-10's archive is read as it is, and refused if a byte of it differs", () =>
  inTempFolder(async (folder) => {
    const { entry, archive } = await smallCifar(folder);
    await Deno.remove(join(folder, entry.inside.folder), { recursive: true });
    const path = join(folder, entry.archive.name);
    await Deno.writeFile(path, archive);
    const { train } = await loadCifar(entry, ["/nowhere", folder], folder, {
      ...quiet,
      trainCount: 3,
    });
    deepStrictEqual([train.count, ...train.image(0).subarray(0, 3)], [3, 0, 1, 2]);
    await Deno.writeFile(path, archive.with(archive.length >> 1, 7));
    await rejects(loadCifar(entry, [folder], folder, quiet), {
      name: "SyntaxError",
      message: /cifar-10-binary\.tar\.gz is damaged or not the file of cifar-10: its .* sha256/,
    });
  }));

Deno.test("CIFAR-10 is downloaded and verified, then found in the folder", () =>
  inTempFolder(async (folder) => {
    const { entry, archive } = await smallCifar(folder);
    await Deno.remove(join(folder, entry.inside.folder), { recursive: true });
    await using server = fileServer({ "cifar-10/cifar-10-binary.tar.gz": archive });
    const online = { ...quiet, offline: false };
    Deno.env.set("AUTOENCODERS_MIRROR", server.url);
    try {
      const first = await loadCifar(entry, [folder], folder, online);
      const again = await loadCifar(entry, [folder], folder, quiet);
      deepStrictEqual([first.source, again.source], ["download", "folder"]);
      strictEqual(again.hash, first.hash);
      strictEqual(server.requests.length, 1);
    } finally {
      Deno.env.delete("AUTOENCODERS_MIRROR");
    }
  }));

Deno.test("a damaged file of CIFAR-10 is an error that names it", () =>
  inTempFolder(async (folder) => {
    const { entry } = await smallCifar(folder);
    const path = join(folder, entry.inside.folder, "data_batch_2.bin");
    for (
      const [bytes, message] of [
        [batch(1).subarray(1), /data_batch_2\.bin is damaged: it must have 6146 bytes.* has 6145/],
        [
          batch(1).with(3073, 10),
          /data_batch_2\.bin is damaged: image 1 has label 10, expected 0–9/,
        ],
      ] as const
    ) {
      await Deno.writeFile(path, bytes);
      await rejects(loadCifar(entry, [folder], folder, quiet), { name: "SyntaxError", message });
    }
  }));

Deno.test("without CIFAR-10, loadDataset() says what to download and never gives digits", () =>
  inTempFolder(async (folder) => {
    const named = Deno.env.get("AUTOENCODERS_DATA");
    Deno.env.delete("AUTOENCODERS_DATA");
    try {
      await rejects(loadDataset("cifar-10", { folder, offline: true }), {
        name: "NotFound",
        message: /To use it, download https:.*cifar-10-binary\.tar\.gz \(170 MB\)/,
      });
      strictEqual(await loadLocalDataset("cifar-10", { folder }), undefined);
    } finally {
      if (named) Deno.env.set("AUTOENCODERS_DATA", named);
    }
  }));
