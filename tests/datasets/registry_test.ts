import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { type DatasetEntry, registerDataset } from "@autoencoders";
import { registry } from "../../lib/datasets/registry/registry.ts";

Deno.test("every data set has a title, licence, source, distinct classes and four distinct files", () => {
  strictEqual(new Set(registry.map(({ name }) => name)).size, registry.length);
  for (const entry of registry) {
    ok(entry.title && entry.licence && entry.folders.length > 0, entry.name);
    match(entry.source, /^https?:\/\//);
    strictEqual(new Set(Object.values(entry.files).map(({ name }) => name)).size, 4);
    strictEqual(new Set(entry.classNames).size, entry.classNames.length);
    ok(entry.mirrors.length > 0 || entry.byHand, `${entry.name} has no source`);
    for (const mirror of entry.mirrors) match(mirror, /^https?:\/\/.*\/$/);
  }
});

Deno.test("every checksum is a SHA-256, and no two files share one", () => {
  const sums = registry.flatMap(({ files }) =>
    Object.values(files).flatMap(({ sha256, packedSha256 }) => [sha256, packedSha256])
  ).filter((sum) => sum !== undefined);
  strictEqual(sums.length, 4 * registry.length);
  for (const sum of sums) match(sum, /^[0-9a-f]{64}$/);
  strictEqual(new Set(sums).size, sums.length);
});

Deno.test("data/README.md names every data set, licence and checksum of unpacked files", async () => {
  const page = await Deno.readTextFile(new URL("../../data/README.md", import.meta.url));
  for (const { name, files, licence } of registry) {
    const short = name.replace("emnist", ""); // the table lists EMNIST's splits as `-letters`
    ok(page.includes(`\`${name}\``) || page.includes(`\`${short}\``), name);
    ok(page.includes(licence.split(/[;(]/)[0].trim()), licence);
    for (const { sha256 } of Object.values(files)) ok(page.includes(sha256 ?? ""), name);
  }
});

Deno.test("data sets whose files have the same names have different folders", () => {
  const home = new Map<string, string>();
  for (const { name, folders, files } of registry) {
    for (const folder of folders) {
      const path = `${folder}/${files.trainImages.name}`;
      ok(!home.has(path), `${path} belongs to ${home.get(path)} and ${name}`);
      home.set(path, name);
    }
  }
});

Deno.test("the numbers of images are those of the titles and of data/README.md", async () => {
  const page = await Deno.readTextFile(new URL("../../data/README.md", import.meta.url));
  const english = (n: number) => n.toLocaleString("en");
  for (const { name, title, images } of registry) {
    const { train, test, height, width } = images!;
    deepStrictEqual([height, width], [28, 28]);
    ok(page.includes(`${english(train)} + ${english(test)}`), name);
    const total = title.match(/\d+,\d+/)?.[0];
    ok(total === undefined || total === english(train + test), title);
  }
});

Deno.test("EMNIST's splits have the classes of their paper (Cohen et al. 2017, table II)", () => {
  const classes = Object.fromEntries(
    registry.map(({ name, classNames }) => [name, classNames.length]),
  );
  deepStrictEqual(
    ["balanced", "byclass", "bymerge", "letters", "digits", "mnist"].map((s) =>
      classes[`emnist-${s}`]
    ),
    [47, 62, 47, 26, 10, 10],
  );
});

const { files } = registry[0];
const incomplete: [string, object, string, RegExp][] = [
  [
    "no title",
    { title: undefined },
    "TypeError",
    /title must be a non-empty string, got undefined/,
  ],
  ["an empty name", { name: "" }, "TypeError", /name must be a non-empty string, got ""/],
  ["no files", { files: undefined }, "TypeError", /^mnist: files\.trainImages\.name must be/],
  [
    "no test labels",
    { files: { ...files, testLabels: {} } },
    "TypeError",
    /files\.testLabels\.name/,
  ],
  [
    "no list of mirrors",
    { mirrors: undefined },
    "TypeError",
    /mirrors must be an array, got undef/,
  ],
  [
    "a folder name that is not a string",
    { folders: [1] },
    "TypeError",
    /folders\[0\] must be .*, got 1/,
  ],
  [
    "a mirror that is not on the web",
    { mirrors: ["file:///u:secret@data/"] },
    "RangeError",
    /^mnist: mirrors\[0\] must be an http or https URL, got "file:\/\/data\/"$/,
  ],
  ["no folder", { folders: [] }, "RangeError", /folders must have at least 1 entry, got 0/],
  ["no class", { classNames: [] }, "RangeError", /classNames must have at least 1 entry, got 0/],
  ["a negative first label", { firstLabel: -1 }, "RangeError", /firstLabel must be .*, got -1/],
  [
    "a count that is none",
    { images: { train: 0 } },
    "RangeError",
    /images\.train must be .*, got 0/,
  ],
  [
    "no orientation",
    { transposed: undefined },
    "TypeError",
    /transposed must be true or false, got/,
  ],
];
for (const [what, fields, name, message] of incomplete) {
  Deno.test(`registerDataset() rejects an entry with ${what}, and does not add it`, () => {
    const before = [...registry];
    const entry = { ...registry[0], ...fields } as DatasetEntry;
    throws(() => registerDataset(entry), { name, message });
    deepStrictEqual(registry, before);
  });
}
