import { format } from "node:util";

/** Receives the text that a console prints. */
export type SendText = (stream: "stdout" | "stderr", text: string) => void;

/** Arguments of a console method as text: strings unchanged, other values as Deno shows them. */
function textOf(values: unknown[]): string {
  const [first] = values;
  if (values.length > 1 && typeof first === "string" && /%[sdifjoOc%]/.test(first)) {
    return `${format(...values)}\n`;
  }
  const texts = values.map((value) => typeof value === "string" ? value : Deno.inspect(value));
  return `${texts.join(" ")}\n`;
}

/**
 * Redirects a console to `send`. Text is buffered until the code awaits or ends, as the kernel
 * loses messages of a cell that sends thousands. After a pause the first line is sent immediately,
 * so that a loop that never yields still shows its progress.
 *
 * @returns a function that sends the buffered text
 */
export function redirectConsole(
  console: Console,
  send: SendText,
  { pauseMs = 100, now = () => performance.now() } = {},
): () => void {
  let buffer: { stream: "stdout" | "stderr"; text: string } | undefined;
  let sentAt = -Infinity;
  const flush = () => {
    if (!buffer) return;
    const { stream, text } = buffer;
    buffer = undefined;
    sentAt = now();
    send(stream, text);
  };
  const print = (stream: "stdout" | "stderr") => (...values: unknown[]) => {
    if (buffer?.stream !== stream) flush();
    if (!buffer) queueMicrotask(flush);
    buffer = { stream, text: (buffer?.text ?? "") + textOf(values) };
    if (now() - sentAt >= pauseMs) flush();
  };
  console.log = console.info = console.debug = print("stdout");
  console.warn = console.error = print("stderr");
  return flush;
}
