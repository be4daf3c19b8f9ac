/** A URL as messages show it: without user, password, query and fragment, which may be secret. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return `${url.protocol}//${url.host}${url.pathname}`;
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, "$1").replace(/[?#].*$/s, "");
}

/** @throws {RangeError} `text` is not an http or https URL; the message shows it by {@linkcode shownUrl} */
export function requireWebUrl(name: string, text: string, advice = ""): void {
  if (/^https?:\/\/[^/]/i.test(text) && URL.canParse(text)) return;
  throw new RangeError(`${name} must be an http or https URL, got "${shownUrl(text)}"${advice}`);
}

/** A message about a request to `url`, with every URL in it as {@linkcode shownUrl} shows it. */
export function withoutSecrets(message: string, url: string): string {
  const { username, password, searchParams } = new URL(url);
  const secrets = [username, password, ...searchParams.values()].flatMap((secret) => [
    secret,
    decoded(secret),
    encodeURIComponent(secret),
  ]);
  const shown = message.replace(/[a-z][a-z\d+.-]{0,20}:\/\/[^\s"')]+/gi, shownUrl);
  // A shorter one could be a part of any word.
  return secrets.filter((secret) => secret.length >= 4)
    .reduce((text, secret) => text.replaceAll(secret, "…"), shown);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // it has a percent sign of its own
  }
}
