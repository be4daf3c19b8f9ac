import { format } from "node:util";

/** Where a console's text goes. */
export type Send = (stream: "stdout" | "stderr", text: string) => void;

/** What a console's methods are asked to print, as one text: words as they are, values as Deno shows them. */
function textOf(parts: unknown[]): string {
  const [first] = parts;
  if (parts.length > 1 && typeof first === "string" && /%[sdifjoOc%]/.test(first)) {
    return `${format(...parts)}\n`;
  }
  const shown = parts.map((part) => typeof part === "string" ? part : Deno.inspect(part));
  return `${shown.join(" ")}\n`;
}

/**
 * Lets a console print through `send`. What is printed before the code next awaits or ends is sent
 * together, as the kernel loses messages of a cell that sends thousands; after a pause the first line
 * goes at once, so that a loop that never yields shows that it lives.
 *
 * @returns sends what waits
 */
export function printThrough(
  console: Console,
  send: Send,
  { pauseMs = 100, now = () => performance.now() } = {},
): () => void {
  let waiting: { stream: "stdout" | "stderr"; text: string } | undefined;
  let sentAt = -Infinity;
  const flush = () => {
    if (!waiting) return;
    const { stream, text } = waiting;
    waiting = undefined;
    sentAt = now();
    send(stream, text);
  };
  const print = (stream: "stdout" | "stderr") => (...parts: unknown[]) => {
    if (waiting?.stream !== stream) flush();
    if (!waiting) queueMicrotask(flush);
    waiting = { stream, text: (waiting?.text ?? "") + textOf(parts) };
    if (now() - sentAt >= pauseMs) flush();
  };
  console.log = console.info = console.debug = print("stdout");
  console.warn = console.error = print("stderr");
  return flush;
}
