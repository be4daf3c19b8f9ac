import {
  deepStrictEqual,
  match,
  notStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { basename, join, toFileUrl } from "@std/path";
import type { DownloadProgress } from "../../lib/datasets/download/progress.ts";
import { dataFolder } from "../../lib/datasets/load.ts";
import { loadDataset, loadLocalDataset, registerDataset, writeIdx } from "@autoencoders";
import { inTempFolder, temporaryFolder } from "../helpers/temp_folder.ts";
import { fileServer } from "./file_server.ts";
import { idx, scene, tiny, tinyEntry, tinyFiles } from "./scene.ts";

const real = Deno.env.get("AUTOENCODERS_DATA");

scene("files are found in the data folder, compressed or not", async (s) => {
  const [[name, labels], ...rest] = Object.entries(tinyFiles);
  await s.put({ [`${name}.gz`]: gzipSync(labels), ...Object.fromEntries(rest) }, "tiny");
  const { train, test, source, substitutionNotice, where } = await s.load();
  deepStrictEqual([train.count, test.count, source, substitutionNotice], [
    4,
    2,
    "folder",
    undefined,
  ]);
  deepStrictEqual(train.pixels, tiny.slice(0, 4).pixels);
  deepStrictEqual(test.labels, tiny.slice(4).labels);
  ok(where.includes(s.folder));
});

scene("the call's folder is searched before AUTOENCODERS_DATA", async (s) => {
  await using named = await temporaryFolder();
  for (const [name, bytes] of Object.entries(tinyFiles)) {
    await Deno.writeFile(join(named.path, name), bytes);
  }
  Deno.env.set("AUTOENCODERS_DATA", named.path);
  strictEqual((await s.load()).where, named.path);
  await s.put(tinyFiles);
  for (const load of [loadDataset, loadLocalDataset]) {
    strictEqual((await load("tiny", { folder: s.folder }))?.where, s.folder);
  }
});

scene("the folder AUTOENCODERS_DATA is searched before the project's data folder", async (s) => {
  await s.put(tinyFiles);
  const projects = await Deno.makeTempDir({ dir: dataFolder(), prefix: "test-" });
  try {
    registerDataset({ ...tinyEntry, folders: [".", basename(projects)] });
    for (const [name, bytes] of Object.entries(tinyFiles)) {
      await Deno.writeFile(join(projects, name), bytes);
    }
    strictEqual((await s.load({ folder: undefined })).where, projects);
    Deno.env.set("AUTOENCODERS_DATA", s.folder);
    strictEqual((await s.load({ folder: undefined })).where, s.folder);
  } finally {
    await Deno.remove(projects, { recursive: true });
  }
});

scene("AUTOENCODERS_DATA may be a file URL, and must not begin with ~", async (s) => {
  await s.put(tinyFiles);
  Deno.env.set("AUTOENCODERS_DATA", toFileUrl(s.folder).href);
  strictEqual((await s.load({ folder: dataFolder() })).where, s.folder);
  Deno.env.set("AUTOENCODERS_DATA", "~/data");
  await rejects(s.load({ folder: dataFolder() }), {
    name: "RangeError",
    message: /^AUTOENCODERS_DATA must not begin with/,
  });
});

scene("an AUTOENCODERS_DATA that is not a folder is an error", async (s) => {
  await s.put(tinyFiles);
  const missing = { name: "NotFound", message: /AUTOENCODERS_DATA.*\/no\/such\/folder/ };
  await rejects(s.load({ folder: join(s.folder, "other") }), missing);
  const { where } = await s.load({ folder: s.folder });
  strictEqual(where, s.folder, "a folder of the call that has all files comes first");
}, { env: { AUTOENCODERS_DATA: "/no/such/folder" } });

scene("a file with the name of the data set's folder is ignored", async (s) => {
  await s.put({ ...tinyFiles, tiny: new Uint8Array(1) });
  strictEqual((await s.load()).source, "folder");
});

scene("counts keep the first images, and the hash is that of the kept images", async (s) => {
  await s.put(tinyFiles);
  const all = await s.load(), cut = await s.load({ trainCount: 3, testCount: 1 });
  deepStrictEqual(cut.train.pixels, all.train.slice(0, 3).pixels);
  deepStrictEqual([cut.train.labels!.length, cut.test.count], [3, 1]);
  notStrictEqual(cut.hash, all.hash);
  strictEqual((await s.load()).hash, all.hash);
  match(all.hash, /^[0-9a-f]{64}$/);
  await rejects(s.load({ trainCount: 5 }), { message: "trainCount must be in 1–4, got 5" });
  for (const bad of [0, -1, 1.5, NaN]) {
    await rejects(s.load({ testCount: bad }), {
      name: "RangeError",
      message: `testCount must be an integer of at least 1, got ${bad}`,
    });
  }
});

scene("missing files are downloaded from AUTOENCODERS_MIRROR, once", async (s) => {
  const packed = Object.entries(tinyFiles).map(([name, bytes]) =>
    [`tiny/${name}.gz`, new Uint8Array(gzipSync(bytes))] as const
  );
  await using server = fileServer(Object.fromEntries(packed));
  Deno.env.set("AUTOENCODERS_MIRROR", `${server.url}/`);
  const progress: DownloadProgress[] = [];
  const first = await s.load({ onProgress: (report) => progress.push(report) });
  deepStrictEqual([first.source, first.train.count, server.requests.length], ["download", 4, 4]);
  strictEqual(progress.filter(({ done }) => done).length, 4);
  const second = await s.load();
  deepStrictEqual([second.source, server.requests.length], ["folder", 4]);
  strictEqual(second.hash, first.hash);
});

scene(
  "an AUTOENCODERS_MIRROR or AUTOENCODERS_OFFLINE that is not valid is refused by name",
  async (s) => {
    for (const value of ["mirror.org/data", "/data", "file:///data", "ftp://a/b", "http://"]) {
      Deno.env.set("AUTOENCODERS_MIRROR", value);
      const advice = value.startsWith("file:")
        ? "; AUTOENCODERS_DATA names a folder to read from"
        : "";
      const message = `AUTOENCODERS_MIRROR must be an http or https URL, got "${value}"${advice}`;
      await rejects(s.load(), { name: "RangeError", message });
    }
    Deno.env.delete("AUTOENCODERS_MIRROR");
    Deno.env.set("AUTOENCODERS_OFFLINE", "false");
    await rejects(s.load(), {
      name: "RangeError",
      message: /^AUTOENCODERS_OFFLINE .* got "false"$/,
    });
  },
);

scene("without data and network synthetic digits replace the data, with a notice", async (s) => {
  const warnings: string[] = [];
  const synthetic = await s.load({ trainCount: 30, testCount: 10, warn: (w) => warnings.push(w) });
  deepStrictEqual(
    [synthetic.name, synthetic.source, synthetic.train.count],
    ["strokes", "synthetic", 30],
  );
  const notice = synthetic.substitutionNotice!;
  deepStrictEqual(warnings, [notice]);
  match(notice, /NOT THE REAL DATA: "tiny" was not found/);
  match(notice, /tiny-train-images\.gz {2}from https:\/\/no\.mirror\.invalid/);
  ok(notice.includes(join(s.folder, "tiny")));
});

scene("the notice for the project's data folder contains no path of this machine", async (s) => {
  const { substitutionNotice } = await s.load({ folder: undefined, trainCount: 3, testCount: 3 });
  match(substitutionNotice!, /into data\/tiny in the project's folder/);
  ok(!substitutionNotice!.includes(dataFolder()));
}, { env: { AUTOENCODERS_OFFLINE: "1" } });

scene(
  "with substitute: false, missing data is an error that lists the files and the folder for them",
  async (s) => {
    await rejects(s.load({ substitute: false }), {
      name: "NotFound",
      message: /downloads are disabled.*put these files.*tiny-test-labels\.gz/s,
    });
    await rejects(s.load({ substitute: false, offline: true }), {
      message: /downloads are disabled/,
    });
  },
  { env: { AUTOENCODERS_OFFLINE: "1" } },
);

scene("a damaged file is an error with its name, and the file is kept", async (s) => {
  const path = join(s.folder, "tiny-train-images");
  const refused = async (bytes: Uint8Array, message: RegExp) => {
    await s.put({ ...tinyFiles, "tiny-train-images": bytes });
    await rejects(s.load(), (error: Error) => {
      strictEqual(error.name, "SyntaxError");
      ok(error.message.startsWith(path), error.message);
      match(error.message, message);
      return true;
    });
    deepStrictEqual(await Deno.readFile(path), bytes);
  };
  const whole = tinyFiles["tiny-train-images"];
  await refused(whole.slice(0, 500), /has 3152 bytes, got 500/);
  await refused(new Uint8Array(gzipSync(whole)).slice(0, 400), /damaged gzip/);
  await refused(new TextEncoder().encode("<html>no such file</html>"), /must begin with 00 00/);
  await refused(tinyFiles["tiny-train-labels"], /bytes of rank 3, got a Uint8Array of shape 4/);
  await refused(writeIdx({ data: new Float32Array(784), shape: [1, 28, 28] }), /Float32Array/);
});

const summed = structuredClone(tinyEntry);
summed.files.testImages.sha256 = "0".repeat(64);
scene("a file whose checksum differs from the registry's is damaged", async (s) => {
  await s.put(tinyFiles);
  await rejects(s.load(), {
    name: "SyntaxError",
    message:
      /tiny-test-images is damaged or not the file of tiny: its sha256 is [0-9a-f]{64}, expected 0{64}/,
  });
}, { entry: summed });

const packedSum = structuredClone(tinyEntry);
packedSum.files.trainImages.packedSha256 = "0".repeat(64);
scene("a download whose checksum differs from the registry's is not kept", async (s) => {
  const [name, bytes] = Object.entries(tinyFiles)[0];
  await using server = fileServer({ [`tiny/${name}.gz`]: new Uint8Array(gzipSync(bytes)) });
  Deno.env.set("AUTOENCODERS_MIRROR", server.url);
  await rejects(s.load({ substitute: false }), { message: /sha256 as \.gz is .*, expected 0{64}/ });
  deepStrictEqual([...Deno.readDirSync(join(s.folder, "tiny"))], []);
}, { entry: packedSum });

scene(
  "a number of labels that differs from the images' is an error with both counts",
  async (s) => {
    await s.put({ ...tinyFiles, "tiny-test-labels": tinyFiles["tiny-train-labels"] });
    await rejects(s.load(), {
      name: "RangeError",
      message: /tiny-test-images has 2 images, .*tiny-test-labels has 4 labels/,
    });
  },
);

scene("a label without a class is an error with its value", async (s) => {
  await s.put({ ...tinyFiles, "tiny-test-labels": idx(new Uint8Array([3, 11]), 2) });
  await rejects(s.load(), {
    name: "RangeError",
    message: /tiny-test-labels: label 1 must be in 0–9, got 11/,
  });
});

const columns = { ...tinyEntry, transposed: true, firstLabel: 1 };
scene(
  "images stored column by column are transposed, and labels are counted from 0",
  async (s) => {
    const pixels = Uint8Array.from({ length: 2 * 6 }, (_, i) => i);
    await s.put({
      ...tinyFiles,
      "tiny-train-labels": idx(new Uint8Array([1, 2, 3, 10]), 4),
      "tiny-test-images": idx(pixels, 2, 3, 2),
      "tiny-test-labels": idx(new Uint8Array([1, 10]), 2),
    });
    const { test } = await s.load();
    deepStrictEqual([test.height, test.width], [2, 3]);
    deepStrictEqual([...test.pixels], [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]);
    deepStrictEqual([...test.labels!], [0, 9]);
    await s.put({ "tiny-test-labels": idx(new Uint8Array([0, 10]), 2) });
    await rejects(s.load(), { message: /must be in 1–10, got 0/ });
  },
  { entry: columns },
);

scene("registerDataset() replaces a data set of the same name", async (s) => {
  await s.put(tinyFiles);
  registerDataset({ ...tinyEntry, title: "Tiny, second edition" });
  strictEqual((await s.load()).title, "Tiny, second edition");
  throws(() => registerDataset({ ...tinyEntry, name: "strokes" }), { name: "RangeError" });
});

Deno.test("loadDataset() rejects an unknown name and lists the known ones", () =>
  rejects(loadDataset("nmist"), {
    name: "RangeError",
    message: /"nmist"; known names: mnist.*strokes/,
  }));

Deno.test({
  name: "MNIST has the images that its paper describes",
  ignore: real === undefined,
  async fn() {
    const { train, test, classNames } = await loadDataset("mnist", { substitute: false });
    deepStrictEqual([train.count, test.count, train.height, train.width], [60000, 10000, 28, 28]);
    deepStrictEqual([...train.labels!.subarray(0, 5)], [5, 0, 4, 1, 9]);
    strictEqual(classNames.length, 10);
  },
});

Deno.test({
  name: "the images of emnist-bymerge47 are upright",
  ignore: real === undefined,
  async fn() {
    const { train, test, classNames } = await loadDataset("emnist-bymerge47", {
      substitute: false,
    });
    deepStrictEqual([train.count, test.count, classNames.length], [40978, 4700, 47]);
    // a T has its bar at the top: on average more ink in the upper third than in the lower
    const ink = new Float64Array(28);
    const t = classNames.indexOf("T");
    for (let i = 0; i < test.count; i++) {
      if (test.labels![i] === t) test.image(i).forEach((pixel, k) => ink[k / 28 | 0] += pixel);
    }
    const sum = (rows: Float64Array) => rows.reduce((a, b) => a + b);
    ok(sum(ink.subarray(0, 10)) > 1.3 * sum(ink.subarray(18)), `${ink}`);
  },
});

Deno.test("a file given as the folder is refused as such", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "mnist.zip");
    await Deno.writeTextFile(file, "");
    await rejects(loadDataset("mnist", { folder: file, offline: true }), {
      name: "NotADirectory",
      message: `folder must be a folder, got the file "${file}"`,
    });
  }));
