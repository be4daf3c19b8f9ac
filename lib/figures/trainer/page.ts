import { gzipSync } from "node:zlib";
import style from "../playground/page/style.css" with { type: "text" };
import theme from "../playground/page/theme.js" with { type: "text" };
import { scriptJson } from "../style/html.ts";
import { colours } from "../style/palette.ts";
import body from "./page/body.html" with { type: "text" };
import ownStyle from "./page/style.css" with { type: "text" };

/**
 * The page in which a reader trains an autoencoder, as a self-contained HTML document.
 *
 * @param program the bundle of page/main.js
 * @param worker the bundle of worker.ts
 */
export function trainerHtml(program: string, worker: string): string {
  const data = new Uint8Array(gzipSync(worker, { level: 9 })).toBase64();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Train an autoencoder in this page</title>
<link rel="icon" href="data:,">
<style>${style}${ownStyle}</style>
<script>${theme}</script>
</head>
<body>
${body}
<script type="application/json" id="texts">${scriptJson({ colours })}</script>
<script type="text/plain" id="worker">${data}</script>
<script type="module">
${program.replaceAll("</script", "<\\/script")}
</script>
</body>
</html>
`;
}
