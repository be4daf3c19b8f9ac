import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { decode } from "fast-png";
import sharp from "sharp";
import { Random, strokes } from "@autoencoders";
import { saveFigure, showImages, showLines } from "@autoencoders/figures";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { browserTest } from "../helpers/browser.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const lines = () =>
  showLines(
    { PCA: { x: [2, 4, 8], y: [0.5, 0.2, 0.1] }, ours: { x: [2, 4, 8], y: [0.4, 0.1, 0] } },
    {
      x: "numbers in a code",
      title: "Errors </script> & more",
      caption: "Lower is better.",
    },
  );
const images = () => showImages(strokes(6, new Random(1)), { title: "Digits" });

browserTest(
  "a plot saved as .html works from the file system, without a network",
  (page) =>
    inTempFolder(async (folder) => {
      const file = join(folder, "errors.html");
      await saveFigure(lines, file);
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(toFileUrl(file).href);
      await page.locator(".plot .scatterlayer .trace").nth(1).waitFor();
      match(
        await page.locator(".plot .g-gtitle").innerHTML(),
        /Errors &lt;\/script&gt; &amp; more/,
      );
      ok(await page.getByText("Lower is better.").isVisible());
      const point =
        (await page.locator(".plot .scatterlayer .trace path.point").first().boundingBox())!;
      await page.mouse.move(point.x + point.width / 2, point.y + point.height / 2);
      await page.locator(".plot .hoverlayer text").first().waitFor();
      deepStrictEqual(requests.filter((url) => !url.startsWith("data:")), [toFileUrl(file).href]);
    }),
);

browserTest(
  "a plot saved as .svg has its lines and texts, for programs without CSS variables",
  () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "errors.svg");
      await saveFigure(lines, file, { width: 500 });
      const svg = await Deno.readTextFile(file);
      match(svg, /^<svg [^>]*width="484"/); // without the page's margin
      ok(svg.includes("numbers in a code") && svg.includes("PCA") && !svg.includes("var(--"));
      const { width, height } = await sharp(new TextEncoder().encode(svg)).metadata();
      deepStrictEqual([width, height], [484, 360]);
    }),
);

browserTest(
  "plots and images are saved as .png, on white, with their captions",
  () =>
    inTempFolder(async (folder) => {
      for (const [name, figure] of Object.entries({ lines, images })) {
        const file = join(folder, `${name}.png`);
        await saveFigure(figure, file);
        const { width, height, data, channels } = decode(await Deno.readFile(file));
        strictEqual(width, 1600, name);
        deepStrictEqual([...data.subarray(0, 3)], [255, 255, 255], name);
        const levels = new Set(data.filter((_, i) => i % channels < 3));
        ok(
          height >= 100 && height < 1000 && levels.size > 20,
          `${name}: ${height} rows of ${levels.size} levels`,
        );
      }
    }),
);

Deno.test("images saved as .html need no browser and no Plotly", () =>
  inTempFolder(async (folder) => {
    await saveFigure(images, join(folder, "digits.html"));
    const html = await Deno.readTextFile(join(folder, "digits.html"));
    ok(html.includes("data:image/png;base64,") && html.includes("Digits") && html.length < 20_000);
  }));

Deno.test("saveFigure() refuses other files and figures that show nothing, and writes nothing", () =>
  inTempFolder(async (folder) => {
    const refused = (figure: () => Promise<unknown>, name: string, message: RegExp) =>
      rejects(saveFigure(figure, join(folder, name)), { name: "RangeError", message });
    await refused(lines, "errors.pdf", /must end in \.html, \.svg, \.png, got .*errors\.pdf/);
    await refused(images, "digits.svg", /a figure of 0 plots; save it as \.html or \.png/);
    await refused(() => Promise.resolve(), "nothing.html", /got nothing/);
    await rejects(saveFigure(lines() as never, join(folder, "x.html")), /a Promise/);
    await rejects(saveFigure(() => showLines({}), join(folder, "x.html")), /at least one series/);
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("without a browser, saving a picture says what to install", () =>
  inTempFolder(async (folder) => {
    const program = `import { saveFigure, showLines } from "@autoencoders/figures";
      await saveFigure(() => showLines({ a: { x: [1], y: [1] } }), "${folder}/a.png")
        .catch((error) => console.log(error.name, error.message));`;
    const env = { PATH: "", CHROMIUM: "" };
    const done = await capture(Deno.execPath(), ["eval", "--no-check", program], {
      cwd: root,
      env,
    });
    match(
      done!.stdout,
      /^NotFound SVG and PNG need Chromium or Chrome, and none was found; install/,
    );
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  }));
