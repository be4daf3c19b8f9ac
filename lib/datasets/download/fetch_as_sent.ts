import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import { Readable } from "node:stream";
import { ResponseError } from "./download_error.ts";

/** The response as the server sent it, which `fetch` would unpack. It follows no redirections. */
export async function fetchAsSent(url: string, signal: AbortSignal): Promise<Response> {
  const get = url.startsWith("https:") ? getHttps : getHttp;
  const headers = { "accept-encoding": "identity" };
  const sent = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { signal, headers }, resolve).on("error", reject);
  });
  if (sent.statusCode !== 200) {
    sent.destroy();
    throw new ResponseError(sent.statusCode!);
  }
  const length = sent.headers["content-length"];
  return new Response(Readable.toWeb(sent) as ReadableStream<Uint8Array>, {
    headers: length === undefined ? {} : { "content-length": length },
  });
}
