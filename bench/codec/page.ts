import type { CodecRow } from "@autoencoders/results";
import { join } from "@std/path";
import { writeAtomic } from "../../lib/files/mod.ts";
import { markdownTable } from "../../tasks/markdown_table.ts";
import { root } from "../../tasks/project.ts";

/** Pages that may have the tables, between the markers. */
const PAGES = ["README.md", "lib/codec/README.md", "lib/codec/lossy/README.md"];
const MARKERS = ["<!-- codec table -->", "<!-- end of codec table -->"] as const;

/** What the sets of the lossless tables are. */
const SETS = {
  binary: "MNIST test images, thresholded above 127, lossless, in bytes an image",
  emnist: "test characters of EMNIST (part of Balanced), thresholded above 127, the same",
  grey: "MNIST test images in grey, lossless, the same",
};

/** The tables in Markdown. */
export function codecTables(rows: CodecRow[]): string {
  const lossy = Map.groupBy(rows.filter(({ images }) => images === "lossy"), ({ name }) => name);
  const hardware = new Set(rows.map((row) => row.hardware).filter(Boolean));
  return [
    `Measured on ${[...hardware].join("; ")}. Pictures of other formats are one mosaic.`,
    "",
    ...Object.entries(SETS).flatMap(([images, what]) => lossless(what, rows, images)),
    "The digits in grey, lossy, in bytes an image where the PSNR of the mean squared error is 24 or 28 dB,",
    "interpolated linearly between measured points, log bytes over dB. “–” means that the measured points of",
    "the codec do not reach this PSNR, or are all above it. Except where it says “model inside”, the networks",
    "and the distributions of their codes are not counted, which the decoder must have. The codecs of networks",
    "write streams; the bytes that our file would add are included, 90 for a file and 9 for each group of 500",
    "images.",
    "",
    markdownTable(
      ["codec", "24 dB, one file", "28 dB, one file", "24 dB, a file each", "28 dB, a file each"],
      [...lossy].map(([name, points]) => lossyLine(name, points)),
    ),
  ].join("\n");
}

function lossless(what: string, rows: CodecRow[], images: string): string[] {
  const all = rows.filter((row) => row.images === images)
    .toSorted((a, b) => (a.bytes ?? Infinity) - (b.bytes ?? Infinity));
  if (all.length === 0) return [];
  const table = markdownTable(
    ["codec", "all in one file", "a file each", "remarks"],
    all.map((row) => [
      row.name,
      digits(row.bytes),
      digits(row.single, 0),
      row.absent ?? row.note ?? "",
    ]),
    [0, 3],
  );
  return [`${all.find(({ n }) => n)?.n?.toLocaleString("en")} ${what}:`, "", table, ""];
}

function lossyLine(name: string, points: CodecRow[]): string[] {
  const [{ absent, bytes, psnr }] = points;
  if (absent) return [name, absent, "", "", ""];
  if (points.length === 1) return [name, `${bytes} at ${digits(psnr)} dB`, "", "", ""];
  const whole = points.map((row): Point => [row.psnr!, row.bytes!]);
  const single = points.map((row): Point => [row.singlePsnr!, row.single!]);
  return [
    name,
    ...[bytesAt(whole, 24), bytesAt(whole, 28)].map((value) => digits(value, 1)),
    ...[bytesAt(single, 24), bytesAt(single, 28)].map((value) => digits(value, 0)),
  ];
}

/** PSNR in dB and bytes. */
type Point = readonly [number, number];

/** The bytes at a PSNR, log-linear between the points beside it; undefined outside of them. */
export function bytesAt(points: Point[], psnr: number): number | undefined {
  const sorted = points.toSorted(([a], [b]) => a - b);
  const after = sorted.findIndex(([at]) => at >= psnr);
  if (after < 0 || after === 0 && sorted[0][0] > psnr) return undefined;
  if (after === 0) return sorted[0][1];
  const [[x0, y0], [x1, y1]] = [sorted[after - 1], sorted[after]];
  return y0 * (y1 / y0) ** ((psnr - x0) / (x1 - x0));
}

const digits = (value?: number, places = 2) => value === undefined ? "–" : value.toFixed(places);

/** Writes the tables into each page that has the markers. */
export async function writePages(tables: string): Promise<void> {
  for (const page of PAGES) {
    const path = join(root, page), text = await Deno.readTextFile(path).catch(() => "");
    const [start, end] = MARKERS.map((marker) => text.indexOf(marker));
    if (start < 0 || end < start) continue;
    const changed = `${text.slice(0, start + MARKERS[0].length)}\n\n${tables}\n\n${
      text.slice(end)
    }`;
    await writeAtomic(path, new TextEncoder().encode(changed));
  }
}
