import { requestReason } from "./request_reason.ts";
import { shownUrl } from "./shown_url.ts";
import { Timeout } from "./timeout.ts";

/** How long {@linkcode fetchBytes} waits, in milliseconds. */
export interface WaitOptions {
  /** for the server's answer; default 12,000 */
  connectMs?: number;
  /** for the next bytes; default 15,000 */
  stallMs?: number;
}

/**
 * A file from the web. Errors name it without the user, password and query of the URL.
 *
 * @throws {Deno.errors.NotFound} the server answers that it has none
 * @throws {Deno.errors.NotCapable} this program may not connect to the server
 * @throws {Error} the server answers with another error, in part, too slowly or not at all
 */
export async function fetchBytes(
  url: URL,
  { connectMs = 12_000, stallMs = 15_000 }: WaitOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { NotCapable, NotFound } = Deno.errors;
  const failure = (reason: string, Failure: new (message: string) => Error = Error) =>
    new Failure(`"${shownUrl(url.href)}" cannot be loaded: ${reason}`);
  const timeout = new Timeout();
  let response: Response | undefined;
  try {
    timeout.restart(`no answer in ${connectMs / 1000} s`, connectMs);
    response = await fetch(url, { signal: timeout.signal });
    if (response.ok) {
      return await bytesOf(response, () => {
        timeout.restart(`no data for ${stallMs / 1000} s`, stallMs);
      });
    }
  } catch (error) {
    const reason = requestReason(timeout.signal.reason ?? error, url.href);
    if (error instanceof NotCapable) throw failure(reason, NotCapable);
    if (response) throw failure(`the connection broke: ${reason}`);
    // a page is not told whether the server refused it, as one of another origin, or did not answer
    const or = (Deno.build.os as string) === "browser" ? " or does not let this page read it" : "";
    throw failure(`the server does not answer${or}: ${reason}`);
  } finally {
    timeout.end();
  }
  const { status } = response, gone = status === 404 || status === 410;
  throw failure(`the server answered with status ${status}`, gone ? NotFound : Error);
}

/** The body; `wait` is called before each of its parts. */
async function bytesOf({ body }: Response, wait: () => void): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  const parts: Uint8Array<ArrayBuffer>[] = [], reader = body.getReader();
  for (;;) {
    wait();
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    parts.push(value);
  }
}
