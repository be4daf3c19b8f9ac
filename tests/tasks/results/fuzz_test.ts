/** What becomes of results.json and bounds.json when bytes of them change. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import {
  boundsFile,
  type MeasuredRow,
  peersFile,
  readRows,
  resultsFile,
  resultsFolder,
  type RowFile,
  writeRows,
} from "@autoencoders/results";
import { curveGroups } from "../../../tasks/results/figures.ts";
import { resultsPage } from "../../../tasks/results/page.ts";
import { fuzzRuns } from "../../helpers/fuzz_runs.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";

/** A change of a file's bytes from `at` on, a fraction of its length. */
interface Mutation {
  at: number;
  removed: number;
  added: Uint8Array;
}

const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Bytes that JSON has, and any. */
const byte = fc.oneof(
  fc.constantFrom(...new TextEncoder().encode('0123456789-+.eE"{}[],:\\ <>&nulltrue')),
  fc.nat(255),
);
const oneByte = byte.map((value) => Uint8Array.of(value));
const replaced = fc.record({ at, removed: fc.constant(1), added: oneByte });
const others = fc.oneof(
  fc.record({ at, removed: fc.constant(0), added: oneByte }),
  fc.record({
    at,
    removed: fc.integer({ min: 1, max: 400 }),
    added: fc.constant(new Uint8Array()),
  }),
  fc.record({
    at,
    removed: fc.nat(20),
    added: fc.array(byte, { maxLength: 20 }).map((bytes) => Uint8Array.from(bytes)),
  }),
);

function mutated(bytes: Uint8Array, { at, removed, added }: Mutation): Uint8Array {
  const from = Math.floor(at * bytes.length);
  return Uint8Array.from([...bytes.subarray(0, from), ...added, ...bytes.subarray(from + removed)]);
}

/** The rows of a mutated file; undefined if it is refused, in one line that names it. */
async function readMutated<Row extends MeasuredRow>(
  kind: RowFile<Row>,
  folder: string,
  bytes: Uint8Array,
): Promise<Row[] | undefined> {
  const file = join(folder, `${kind.name}.json`);
  await Deno.writeFile(file, bytes);
  try {
    return await readRows(kind, folder);
  } catch (error) {
    const { name, message } = error as Error;
    strictEqual(name, "SyntaxError", message);
    ok(message.startsWith(`"${file}"`), message);
    match(message, /^[^\p{Cc}\u2028\u2029]+$/u);
    return undefined;
  }
}

/** The values of all fields by their path. */
function leaves(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, `${path}/${key}`));
}

async function fuzz<Row extends MeasuredRow>(kind: RowFile<Row>): Promise<void> {
  const rows = (await readRows(kind, resultsFolder())).toReversed().slice(0, 8);
  await inTempFolder(async (folder) => {
    const file = join(folder, `${kind.name}.json`);
    await writeRows(kind, rows, folder);
    const written = await Deno.readFile(file);
    const law = fc.asyncProperty(fc.oneof(replaced, others), async (mutation) => {
      const read = await readMutated(kind, folder, mutated(written, mutation));
      if (read) deepStrictEqual(read, rows);
    });
    await fc.assert(law, { numRuns: fuzzRuns(400) });

    const unsigned = new TextDecoder().decode(written).replace(/^ {2}"sha256".*\n/m, "");
    const bytes = new TextEncoder().encode(unsigned), before = new Map(leaves(rows));
    const unsignedLaw = fc.asyncProperty(replaced, async (mutation) => {
      const read = await readMutated(kind, folder, mutated(bytes, mutation));
      if (!read) return;
      const after = leaves(read);
      deepStrictEqual(after.map(([path]) => path), [...before.keys()]);
      ok(after.filter(([path, value]) => !Object.is(value, before.get(path))).length <= 1);
      const content = { rows: [], bounds: [], peers: [] };
      Object.assign(content, { [kind.name === "results" ? "rows" : kind.name]: read });
      const page = { curves: curveGroups(content.rows), reconstructions: [], ...content };
      resultsPage(page);
    });
    await fc.assert(unsignedLaw, { numRuns: fuzzRuns(400) });
  });
}

const laws = "whose bytes change is refused in one line, or has the rows that were written; " +
  "without its checksum one value may differ";
Deno.test(`a results.json ${laws}`, () => fuzz(resultsFile));
Deno.test(`a bounds.json ${laws}`, () => fuzz(boundsFile));
Deno.test(`a peers.json ${laws}`, () => fuzz(peersFile));
