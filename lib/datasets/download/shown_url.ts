/** A URL as messages show it: without user, password, query and fragment, which may be secret. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return `${url.protocol}//${url.host}${url.pathname}`;
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, "$1").replace(/[?#].*$/s, "");
}

/** A message about a request to `url`, with every URL in it as {@linkcode shownUrl} shows it. */
export function withoutSecrets(message: string, url: string): string {
  const { username, password, searchParams } = new URL(url);
  const secrets = [username, password, ...searchParams.values()].flatMap((secret) => [
    secret,
    decodeURIComponent(secret),
    encodeURIComponent(secret),
  ]);
  const shown = message.replace(/[a-z][a-z\d+.-]*:\/\/[^\s"')]+/gi, shownUrl);
  // A shorter one could be a part of any word.
  return secrets.filter((secret) => secret.length >= 4)
    .reduce((text, secret) => text.replaceAll(secret, "…"), shown);
}
