/** What else can be in a folder of images: hidden entries, links, names and files of every kind. */
import { deepStrictEqual, match, ok, rejects } from "node:assert/strict";
import { crc32 } from "node:zlib";
import { join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import { loadFolder } from "@autoencoders";
import { folderOf, picture } from "../helpers/picture_folder.ts";

const windows = Deno.build.os === "windows";
const dot = await picture(10, 10, "black", "white").png().toBuffer();

async function shell(cwd: string, script: string): Promise<void> {
  const { success } = await new Deno.Command("sh", { args: ["-ec", script], cwd }).output();
  ok(success, script);
}

/** The reasons of the skipped entries, by their path. */
const reasons = (skipped: { file: string; reason: string }[]) =>
  Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]));

const LITTER = ["__MACOSX", "@eaDir", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN", "lost+found"];
const litter = fc.oneof(
  fc.stringMatching(/^\.[a-z_]{1,12}$/),
  fc.constantFrom(...LITTER).chain((name) =>
    fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length })
      .map((upper) =>
        [...name].map((c, i) => upper[i] ? c.toUpperCase() : c.toLowerCase()).join("")
      )
  ),
);

Deno.test("hidden entries and what systems leave behind are skipped, and are no classes", () =>
  fc.assert(
    fc.asyncProperty(
      litter,
      fc.constantFrom("", "cat/"),
      fc.boolean(),
      async (name, at, isFile) => {
        const path = `${at}${name}`;
        await using folder = await folderOf({
          "cat/1.png": dot,
          [isFile ? path : `${path}/2.png`]: dot,
        });
        const { files, skipped, classNames } = await loadFolder(folder.path, { classes: true });
        deepStrictEqual([files, classNames], [["cat/1.png"], ["cat"]]);
        deepStrictEqual(skipped.map(({ file }) => file), [path]);
        match(skipped[0].reason, /^is (hidden|left behind by a system or program)$/);
      },
    ),
    { numRuns: 30 },
  ));

/** A test with links, for which Windows asks for a privilege. */
const linked = (name: string, fn: () => Promise<void>) => Deno.test({ name, ignore: windows, fn });

linked("links to folders and files are followed, each folder once, loops are noticed", async () => {
  await using elsewhere = await folderOf({ "bee/1.png": dot, "one.png": dot });
  await using folder = await folderOf({ "cat/1.png": dot, "cat/deep/2.png": dot });
  const { path } = folder;
  const link = (target: string, name: string) => Deno.symlink(target, join(path, name));
  await link(join(elsewhere.path, "bee"), "bee");
  await link(join(elsewhere.path, "one.png"), "cat/0.png");
  await link("..", "cat/deep/up");
  await link("../..", "cat/deep/root");
  await link(".", "self");
  await link("../", "above");
  await link("cat", "a-second-cat");
  await Deno.symlink(path, join(elsewhere.path, "bee/back"));
  await link("nothing", "broken");
  await link("endless", "endless");
  const { files, skipped, classNames } = await loadFolder(path, { classes: true });
  deepStrictEqual(files, ["bee/1.png", "cat/0.png", "cat/1.png", "cat/deep/2.png"]);
  deepStrictEqual(classNames, ["bee", "cat"]);
  const { endless, ...others } = reasons(skipped);
  ok(endless.length > 5 && !endless.includes(path), endless);
  deepStrictEqual(others, {
    "a-second-cat": "is a link to cat",
    above: "is a link to a folder that contains it",
    "bee/back": "is a link to the folder itself",
    broken: "is a link to nothing",
    "cat/deep/root": "is a link to a folder that contains it",
    "cat/deep/up": "is a link to a folder that contains it",
    self: "is a link to a folder that contains it",
  });
});

linked(
  "a folder inside a linked one is not read again if a link to it was read before",
  async () => {
    await using elsewhere = await folderOf({ "in/1.png": dot, "2.png": dot });
    await using folder = await folderOf({});
    await Deno.symlink(join(elsewhere.path, "in"), join(folder.path, "first"));
    await Deno.symlink(elsewhere.path, join(folder.path, "second"));
    const { files, skipped } = await loadFolder(folder.path);
    deepStrictEqual(files, ["first/1.png", "second/2.png"]);
    deepStrictEqual(skipped, [{ file: "second/in", reason: "is the same folder as first" }]);
  },
);

linked("folders that all link to each other are each read once", async () => {
  const names = Array.from({ length: 9 }, (_, i) => `folder${i}`);
  await using folder = await folderOf(
    Object.fromEntries(names.map((name) => [`${name}/1.png`, dot])),
  );
  for (const from of names) {
    for (const to of names) await Deno.symlink(`../${to}`, join(folder.path, from, `to ${to}`));
  }
  const { files, skipped } = await loadFolder(folder.path);
  deepStrictEqual([files.length, skipped.length], [9, 81]);
});

Deno.test({
  name: "names that are not valid UTF-8 are reported, at every depth",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await folderOf({ "größe/1.png": dot, "größe/\uFFFD.png": dot });
    await shell(
      folder.path,
      `mkdir "$(printf 'kl\\344sse')"; : > "$(printf 'kl\\344sse')/inner.png"
       : > "$(printf 'gr\\303\\266\\303\\237e/caf\\351.png')"; : > "$(printf '\\377')"`,
    );
    const { files, skipped, classNames } = await loadFolder(folder.path, { classes: true });
    deepStrictEqual([files, classNames], [["größe/1.png", "größe/\uFFFD.png"], ["größe"]]);
    const reason = "has a name that is not valid UTF-8; rename it";
    deepStrictEqual(
      skipped,
      ["größe/caf\uFFFD.png", "kl\uFFFDsse", "\uFFFD"].map((file) => ({ file, reason })),
    );
  },
});

Deno.test({
  name: "pipes, sockets and devices are skipped by their kind, and never opened",
  ignore: windows,
  async fn() {
    await using folder = await folderOf({ "cat/1.png": dot });
    await shell(
      folder.path,
      "mkfifo pipe.png; ln -s /dev/zero zero.png; ln -s ../pipe.png cat/2.png",
    );
    using _socket = Deno.listen({ transport: "unix", path: join(folder.path, "socket.png") });
    const { files, skipped } = await loadFolder(folder.path);
    deepStrictEqual(files, ["cat/1.png"]);
    deepStrictEqual(reasons(skipped), {
      "cat/2.png": "is a pipe, not a file",
      "pipe.png": "is a pipe, not a file",
      "socket.png": "is a socket, not a file",
      "zero.png": "is a device, not a file",
    });
  },
});

/** A file of `size` bytes that takes no room: these first ones, then zeros. */
async function sparse(path: string, head: Uint8Array | string, size: number): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  await file.write(typeof head === "string" ? new TextEncoder().encode(head) : head);
  await file.truncate(size);
}

/** The start of a PNG file whose header says w × h grey pixels. */
function pngOf(w: number, h: number): Uint8Array {
  const bytes = new Uint8Array(dot);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, w), view.setUint32(20, h);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

Deno.test("files too large to decode are skipped with the reason, and not read", async () => {
  await using folder = await folderOf({
    "good.png": dot,
    "wide.png": pngOf(2 ** 31 - 1, 1),
    "bomb.png": pngOf(20_000, 13_000),
  });
  await sparse(join(folder.path, "film.mp4"), "\0\0\0\x20ftypisom", 3e9);
  await sparse(join(folder.path, "huge.png"), dot, 3e9);
  await sparse(join(folder.path, "zeros.jpg"), "", 3e9);
  const { files, skipped } = await loadFolder(folder.path);
  deepStrictEqual(files, ["good.png"]);
  const { "wide.png": wide, ...others } = reasons(skipped);
  match(wide, /./);
  deepStrictEqual(others, {
    "bomb.png": "has more than 100 megapixels; reduce it",
    "film.mp4": "must be PNG, JPEG or WebP, is HEIF, AVIF or video",
    "huge.png": "is 3.0 GB, over the limit of 1 GB",
    "zeros.jpg": "must be PNG, JPEG or WebP, is in another format",
  });
});

Deno.test("a large image is read like a small one of the same picture", async () => {
  const large = { width: 3000, height: 2500 }, small = { width: 300, height: 250 };
  const [l, s] = [large, small].map(({ width, height }) =>
    picture(width, height, "white", "black")
  );
  await using folder = await folderOf({ "1.png": s.png(), "2.png": l.png(), "3.jpg": l.jpeg() });
  const { images } = await loadFolder(folder.path);
  for (const i of [1, 2]) {
    const difference = images.image(i).map((pixel, k) => Math.abs(pixel - images.pixels[k]));
    ok(Math.max(...difference) <= 16, `${i}: ${Math.max(...difference)}`);
  }
});

Deno.test("loadFolder() reports its progress, and its signal ends it with the reason", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `${String(i).padStart(2, "0")}.png`);
  await using folder = await folderOf(Object.fromEntries(names.map((name) => [name, dot])));
  const shares: number[] = [];
  const { files } = await loadFolder(folder.path, { progress: (share) => shares.push(share) });
  deepStrictEqual(files, names);
  deepStrictEqual(shares.at(-1), 1);
  deepStrictEqual(shares, shares.toSorted((a, b) => a - b));

  const reason = new Error("enough");
  await rejects(loadFolder(folder.path, { signal: AbortSignal.abort(reason) }), reason);
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 0);
  await rejects(loadFolder(folder.path, { signal: stop.signal }), reason);
  const failing = new Error("from progress");
  await rejects(loadFolder(folder.path, { progress: () => Promise.reject(failing) }), failing);
});
