import { withoutSecrets } from "./shown_url.ts";

/** Why a request failed, or its connection broke, in the system's words, without what is secret in `url`. */
export function requestReason(error: unknown, url: string): string {
  const { message, cause } = error as Error;
  const inner = (cause as Error | undefined)?.message; // of Node's "fetch failed"
  const reason = message === "fetch failed" && inner ? inner : message
    .replace(/^aborted$/, "the connection was closed before the end of the file"); // of node:http
  return withoutSecrets(reason.replace(/^error sending request for url \(.*?\): /, ""), url);
}
