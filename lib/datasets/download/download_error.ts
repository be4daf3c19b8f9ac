/** Why the download from one URL failed. */
export interface DownloadFailure {
  url: string;
  reason: string;
}

/** A file could not be downloaded from any URL. */
export class DownloadError extends Error {
  override name = "DownloadError";

  constructor(readonly file: string, readonly failures: DownloadFailure[], reason?: string) {
    const reasons = failures.map(({ url, reason }) => `\n  ${url}: ${reason}`).join("");
    super(`${file} could not be downloaded: ${reason ?? (reasons || "it has no known URL")}`);
  }
}

/** The server's response is not the file, or comes too slowly. */
export class ResponseError extends Error {
  constructor(readonly status: number, message = `the server answered ${status}`) {
    super(message);
  }
}

/** The server did not answer, or the connection broke. */
export class ConnectionError extends Error {
  constructor(message: string, readonly answered: boolean, options?: ErrorOptions) {
    super(message, options);
  }
}
