/** Why the download from one URL failed. */
export interface DownloadFailure {
  url: string;
  reason: string;
  /** whether the server did not answer: the machine may be offline */
  unreachable: boolean;
}

/** A file could not be downloaded from any URL. */
export class DownloadError extends Error {
  override name = "DownloadError";
  /** whether no server answered */
  readonly unreachable: boolean;

  constructor(readonly file: string, readonly failures: DownloadFailure[], reason?: string) {
    const reasons = failures.map(({ url, reason }) => `\n  ${url}: ${reason}`).join("");
    super(`${file} could not be downloaded: ${reason ?? (reasons || "it has no known URL")}`);
    this.unreachable = failures.length > 0 && failures.every(({ unreachable }) => unreachable);
  }
}

/** The server's response is not the file. */
export class ResponseError extends Error {
  readonly unreachable = false;

  constructor(readonly status: number, message = `the server answered ${status}`) {
    super(message);
  }
}

/** The server did not answer, or the connection broke. */
export class ConnectionError extends Error {
  constructor(message: string, readonly unreachable: boolean, options?: ErrorOptions) {
    super(message, options);
  }
}
