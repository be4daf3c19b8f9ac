import { originalPositionFor, TraceMap } from "npm:@jridgewell/trace-mapping@0.3.31";
import { join } from "@std/path";
import { capture } from "../process.ts";

/**
 * The line of a cell's TypeScript that a kernel's stack trace points at, from 1; `undefined` where
 * it points nowhere in the cell.
 *
 * The kernel counts lines in the JavaScript that it made of the cell, without the blank lines and
 * types of the source, so the same Deno is asked for its source map.
 */
export async function failingLine(
  cell: string,
  said: { message: string; trace: string[] },
): Promise<number | undefined> {
  // a syntax error already counts in the source
  const syntax = /repl\.tsx:(\d+):\d+/.exec(said.message);
  if (syntax) return Number(syntax[1]);
  // the outermost frame is this cell's; the frames within may be functions of earlier cells
  const place = said.trace.map((line) => /<anonymous>:(\d+):\d+/.exec(line)).findLast(Boolean);
  if (!place) return undefined;
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "cell.ts");
    await Deno.writeTextFile(file, cell);
    const args = ["transpile", "--no-config", "--source-map", "inline", file];
    const script = (await capture(Deno.execPath(), args))?.stdout ?? "";
    const map = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(script);
    if (!map) return undefined;
    const made = script.split("\n")[Number(place[1]) - 1] ?? "";
    const column = made.length - made.trimStart().length;
    const position = { line: Number(place[1]), column };
    return originalPositionFor(new TraceMap(atob(map[1])), position).line ?? undefined;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
