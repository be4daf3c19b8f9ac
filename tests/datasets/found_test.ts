/** Files of a data set that are on the machine: where they are found, and whether they are the right ones. */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { basename, dirname, join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import { loadDataset, loadLocalDataset, registerDataset } from "@autoencoders";
import { setupFigure } from "../../lib/figures/setup.ts";
import { registry } from "../../lib/datasets/registry/registry.ts";
import { fileServer } from "./file_server.ts";
import { idx, type Scene, scene, tiny, tinyEntry, tinyFiles } from "./scene.ts";

/** MNIST's file names, with the images of the small data set. */
const mnistNames = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
};
const named = Object.fromEntries(
  Object.values(mnistNames).map((name, i) => [name, Object.values(tinyFiles)[i]]),
);
const mnistLike = {
  ...tinyEntry,
  files: {
    trainImages: { name: mnistNames.trainImages },
    trainLabels: { name: mnistNames.trainLabels },
    testImages: { name: mnistNames.testImages },
    testLabels: { name: mnistNames.testLabels },
  },
  folders: ["mnist", "MNIST/raw", "."],
};

/** The files under other names: each `rename`d, and perhaps packed. */
function renamed(rename: (name: string) => string, pack = false): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(named).map(([name, bytes]) => [
      rename(name),
      pack ? new Uint8Array(gzipSync(bytes)) : bytes,
    ]),
  );
}

async function putAll(s: Scene, folder: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    const full = join(folder, path);
    await s.put({ [basename(full)]: bytes }, dirname(full));
  }
}

const sevenZip = (name: string) => name.replace("-idx", ".idx");
const perFile = (name: string) => `${name}/${sevenZip(name)}`;

scene("MNIST is found as 7-Zip, Windows, Kaggle and torchvision unpack it", async (s) => {
  const folders = ["mnist", "Mnist", "MNIST", "MNIST/raw", "mnist/Raw", "."];
  const renames = [String, sevenZip, perFile, (n: string) => `${sevenZip(n)}/${n}`];
  const upper = (n: string) => n.toUpperCase();
  for (const folder of folders) {
    for (const rename of [...renames, upper]) {
      for (const ending of ["", ".gz"]) {
        await putAll(s, folder, renamed((name) => rename(name) + ending, ending !== ""));
        const { source, train } = await s.load();
        deepStrictEqual([source, train.count], ["folder", 4], `${folder} ${rename("x")}${ending}`);
        deepStrictEqual(train.pixels, tiny.slice(0, 4).pixels);
        await Deno.remove(s.folder, { recursive: true });
        await Deno.mkdir(s.folder);
      }
    }
  }
}, { entry: mnistLike });

scene("a file of its exact name is preferred to a similar one", async (s) => {
  await s.put(renamed(sevenZip), "mnist");
  const other = idx(tiny.pixels.subarray(0, 784), 1, 28, 28);
  await s.put({ [mnistNames.testImages]: other }, "mnist");
  await s.put({ [mnistNames.testLabels]: idx(tiny.labels!.subarray(0, 1), 1) }, "mnist");
  strictEqual((await s.load()).test.count, 1);
}, { entry: mnistLike });

scene("a data set never mixes the files of several folders", async (s) => {
  const names = Object.keys(named);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), async (inRaw) => {
      const split = inRaw.some((raw) => raw !== inRaw[0]);
      for (const [i, name] of names.entries()) {
        await s.put({ [name]: named[name] }, inRaw[i] ? "MNIST/raw" : ".");
      }
      const found = await loadLocalDataset("tiny", { folder: s.folder });
      strictEqual(found === undefined, split);
      await Deno.remove(s.folder, { recursive: true });
      await Deno.mkdir(s.folder);
    }),
    { numRuns: 20 },
  );
}, { entry: mnistLike });

scene(
  "what a folder lacks is downloaded beside what it has, and from no other folder",
  async (s) => {
    const packed = Object.entries(named).map(([name, bytes]) =>
      [`mnist/${name}.gz`, new Uint8Array(gzipSync(bytes))] as const
    );
    await using server = fileServer(Object.fromEntries(packed));
    Deno.env.set("AUTOENCODERS_MIRROR", server.url);
    await s.put({ [mnistNames.trainImages]: named[mnistNames.trainImages] });
    await s.put({ [mnistNames.trainLabels]: named[mnistNames.trainLabels] }, "mnist");
    const { source, where, files } = await s.load();
    deepStrictEqual([source, where], ["download", join(s.folder, "mnist")]);
    deepStrictEqual(
      Object.entries(files!).map(([part, path]) => [part, basename(path)]).toSorted(),
      [
        ["testImages", "t10k-images-idx3-ubyte.gz"],
        ["testLabels", "t10k-labels-idx1-ubyte.gz"],
        ["trainImages", "train-images-idx3-ubyte.gz"],
        ["trainLabels", mnistNames.trainLabels],
      ],
    );
    deepStrictEqual(server.requests.toSorted(), [
      "mnist/t10k-images-idx3-ubyte.gz",
      "mnist/t10k-labels-idx1-ubyte.gz",
      "mnist/train-images-idx3-ubyte.gz",
    ]);
  },
  { entry: mnistLike },
);

scene(
  "files of similar names are listed in the notice, without a path of the machine",
  async (s) => {
    const none = new Uint8Array(1);
    await s.put({
      "train-images(1).idx3-ubyte.gz": none,
      "test-images-idx3-ubyte": none,
      "t10k-images.idx3-ubyte.zip": none,
      "mnist_train.csv": none,
      "holidays.jpg": none,
      "._train-images-idx3-ubyte": none,
    }, "Mnist/archive");
    await s.put({ "train_labels.idx1": none });
    const { substitutionNotice } = await s.load({ offline: true, trainCount: 2, testCount: 2 });
    const [, list] = substitutionNotice!.match(/^Found, but not used .*: (.*)$/m)!;
    deepStrictEqual(
      list.split(", "),
      [
        "Mnist/archive/t10k-images.idx3-ubyte.zip",
        "Mnist/archive/test-images-idx3-ubyte",
        "Mnist/archive/train-images(1).idx3-ubyte.gz",
        "train_labels.idx1",
      ].map((path) => join(path)),
    );
    await rejects(s.load({ offline: true, substitute: false }), /test-images-idx3-ubyte/);
    for (let i = 0; i < 12; i++) await s.put({ [`train-images ${i}.idx`]: none }, "mnist");
    const many = await s.load({ offline: true, trainCount: 2, testCount: 2 });
    match(many.substitutionNotice!, /and \d+ more$/m);
  },
  { entry: mnistLike },
);

Deno.test("digits of another data set that have a published name are refused, of every data set", async () => {
  for (const { name, files, folders, images } of registry) {
    if (name === "tiny" || name === "mine") continue;
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(join(folder, folders[0]));
    const load = () => loadDataset(name, { folder, offline: true, warn() {}, substitute: false });
    const { train, test, height, width } = images!;
    const write = async (train: number, test: number, ending: string) => {
      const bytes: Record<string, Uint8Array> = {
        trainImages: idx(new Uint8Array(train * height * width), train, height, width),
        trainLabels: idx(new Uint8Array(train).fill(1), train),
        testImages: idx(new Uint8Array(test * height * width), test, height, width),
        testLabels: idx(new Uint8Array(test).fill(1), test),
      };
      for (const [part, { name }] of Object.entries(files)) {
        const content = ending ? gzipSync(bytes[part], { level: 1 }) : bytes[part];
        await Deno.writeFile(join(folder, folders[0], name + ending), content);
      }
    };
    const refusal = { name: "SyntaxError", message: new RegExp(`not the file of ${name}: its`) };
    await write(4, 2, "");
    await rejects(load, refusal);
    if (train > 60_000) continue; // hundreds of megabytes
    await write(train, test, "");
    if (files.trainImages.sha256) await rejects(load, refusal);
    else {
      const { unverifiedNotice } = await load();
      match(
        unverifiedNotice!,
        new RegExp(`"${name}" could not be verified.*${files.testLabels.name}`),
      );
    }
    await write(train, test, ".gz"); // preferred, as it can be verified
    await rejects(load, refusal);
    await Deno.remove(folder, { recursive: true });
  }
});

const packed = Object.fromEntries(
  Object.entries(tinyFiles).map(([name, bytes]) => [name, new Uint8Array(gzipSync(bytes))]),
);
const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const packedEntry = structuredClone(tinyEntry);
for (const file of Object.values(packedEntry.files)) file.packedSha256 = sumOf(packed[file.name]);

scene(
  "a found .gz is compared with its checksum; unpacked files are said not to be verified",
  async (s) => {
    const warnings: string[] = [], warn = (notice: string) => void warnings.push(notice);
    await s.put(tinyFiles, "tiny");
    const unpacked = await s.load({ warn });
    strictEqual(unpacked.source, "folder");
    deepStrictEqual(warnings, [unpacked.unverifiedNotice]);
    match(
      warnings[0],
      /"tiny" could not be verified: .* tiny-train-images, .*, tiny-test-labels\./,
    );
    match(setupFigure(unpacked)["text/plain"]!, /read from local files, not verified/);

    for (const [name, bytes] of Object.entries(packed)) {
      await s.put(
        { [`${name}.gz`]: bytes },
        "tiny",
      );
    }
    const verified = await s.load({ warn });
    deepStrictEqual([verified.unverifiedNotice, warnings.length], [undefined, 1]);
    strictEqual(verified.hash, unpacked.hash);
    ok(!/verified/.test(setupFigure(verified)["text/plain"]!));

    const again = gzipSync(tinyFiles["tiny-test-labels"], { level: 0 });
    await s.put({ "tiny-test-labels.gz": again }, "tiny");
    await rejects(s.load({ warn }), {
      name: "SyntaxError",
      message: /tiny-test-labels\.gz is damaged or not .*: its sha256 as \.gz is .*; unpack it if/,
    });
  },
  { entry: packedEntry },
);

scene(
  "your own data set without checksums needs no notice, and its shapes are checked if given",
  async (s) => {
    await s.put(tinyFiles);
    strictEqual((await s.load()).unverifiedNotice, undefined);
    const images = { train: 4, test: 2, height: 28, width: 28 };
    registerDataset({ ...tinyEntry, images });
    strictEqual((await s.load()).test.count, 2);
    for (const changed of ["train", "test", "height", "width"]) {
      registerDataset({ ...tinyEntry, images: { ...images, [changed]: 3 } });
      await rejects(s.load(), { name: "SyntaxError", message: /its shape is .*, expected .*3/ });
    }
  },
);
