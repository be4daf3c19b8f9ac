import { gzipSync } from "node:zlib";
import { base64 } from "../../files/mod.ts";
import { escapeHtml, scriptJson } from "../style/html.ts";
import type { Packed } from "./pack.ts";
import bars from "./page/bars.js" with { type: "text" };
import body from "./page/body.html" with { type: "text" };
import chain from "./page/chain.html" with { type: "text" };
import codec from "./page/codec.js" with { type: "text" };
import digit from "./page/digit.js" with { type: "text" };
import inference from "./page/inference.js" with { type: "text" };
import main from "./page/main.js" with { type: "text" };
import mapFigures from "./page/map.html" with { type: "text" };
import map from "./page/map.js" with { type: "text" };
import pad from "./page/pad.js" with { type: "text" };
import rounding from "./page/rounding.js" with { type: "text" };
import style from "./page/style.css" with { type: "text" };
import surprise from "./page/surprise.js" with { type: "text" };
import theme from "./page/theme.js" with { type: "text" };
import unpack from "./page/unpack.js" with { type: "text" };

/** A self-contained HTML document: markup, style, program and packed numbers. */
export function pageHtml({ header, bytes }: Packed, title: string): string {
  const program = [inference, unpack, codec, digit, pad, bars, map, rounding, surprise, main]
    .map(inlined).join("\n");
  const data = base64(gzipSync(bytes, { level: 9 }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<script>${theme}</script>
</head>
<body>
${body.replace("<!-- chain -->", () => chain).replace("<!-- map -->", () => mapFigures)}
<script type="application/json" id="header">${scriptJson(header)}</script>
<script type="text/plain" id="data">${data}</script>
<script type="module">
${program}
</script>
</body>
</html>
`;
}

/** The page as a sandboxed frame: its scripts run, but cannot reach the notebook around it. */
export function frameHtml(page: string, title: string): string {
  // The page cannot see the theme, which JupyterLab keeps in an attribute of its body, and the frame
  // not how high the page is at its width.
  const onLoad = "window.addEventListener('message',({source,data})=>{" +
    "if(source===this.contentWindow&&data.height>0)" +
    "this.style.height=Math.min(4000,data.height)+'px'});" +
    "this.contentWindow.postMessage({theme:" +
    "document.body.dataset.jpThemeLight==='false'?'dark':" +
    "document.body.dataset.jpThemeLight==='true'?'light':''},'*')";
  return `<iframe sandbox="allow-scripts" title="${escapeHtml(title)}" ` +
    `onload="${escapeHtml(onLoad)}" style="width:100%;height:770px;border:0" ` +
    `srcdoc="${escapeHtml(page)}"></iframe>`;
}

/** A module without `import` and `export`, to be concatenated with the modules that it imports. */
function inlined(source: string): string {
  return source.replace(/^import .*$/gm, "").replace(/^export /gm, "");
}
