/** Where a {@linkcode TerminalLine} writes. */
export interface TerminalLineOptions {
  /** receives the text; default standard error */
  write?: (text: string) => void;
  /** whether the line can be redrawn; default: whether standard error is a terminal */
  redraw?: boolean;
}

/**
 * A line of text that is redrawn in place on a terminal. Elsewhere, as in a log, only finished lines
 * are written.
 */
export class TerminalLine {
  readonly redraw: boolean;
  readonly #write: (text: string) => void;

  constructor(options: TerminalLineOptions = {}) {
    const { write = writeToStderr, redraw = Deno.stderr.isTerminal() } = options;
    this.#write = write;
    this.redraw = redraw;
  }

  /** Replaces the text of the line; writes nothing if it cannot be redrawn. */
  update(text: string): void {
    if (this.redraw) this.#write(inPlace(text));
  }

  /** Replaces the text of the line for the last time and begins the next line. */
  finish(text: string): void {
    this.#write(`${this.redraw ? inPlace(text) : text}\n`);
  }
}

/** "\r" returns to the start of the line, "\x1b[K" clears the line right of the cursor. */
function inPlace(text: string): string {
  return `\r${text}\x1b[K`;
}

function writeToStderr(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

/**
 * A progress bar of `width` characters.
 *
 * @param share of the work that is done, 0–1; the bar is empty below 0 and full above 1
 */
export function textBar(share: number, width = 20): string {
  const done = Math.round(width * Math.min(1, Math.max(0, share)));
  return "━".repeat(done) + "╌".repeat(width - done);
}
