/** Why one address could not give a file. */
export interface Refusal {
  url: string;
  reason: string;
  /** no server answered at all: the machine may be offline */
  unreachable: boolean;
}

/** A file that no address could give. */
export class DownloadError extends Error {
  override name = "DownloadError";
  /** no address was reached at all */
  readonly unreachable: boolean;

  constructor(readonly file: string, readonly refusals: Refusal[], reason?: string) {
    const reasons = refusals.map(({ url, reason }) => `\n  ${url}: ${reason}`).join("");
    super(`${file} could not be downloaded: ${reason ?? (reasons || "no address is known")}`);
    this.unreachable = refusals.length > 0 && refusals.every(({ unreachable }) => unreachable);
  }
}

/** A server answered, but not with the file. */
export class Refused extends Error {
  readonly unreachable = false;

  constructor(readonly status: number, message = `the server answered ${status}`) {
    super(message);
  }
}

/** No answer, or one that broke off. */
export class Interrupted extends Error {
  constructor(message: string, readonly unreachable: boolean, options?: ErrorOptions) {
    super(message, options);
  }
}
