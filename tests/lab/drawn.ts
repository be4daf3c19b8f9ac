/// <reference lib="dom" />
import type { Locator } from "npm:playwright-core@1.65.1";

/**
 * The problems of a cell's outputs as the browser shows them, as messages: an error, an image that is
 * blank or did not load, a figure without curves, a table without rows.
 */
export async function undrawn(cell: Locator): Promise<string[]> {
  // Plotly draws its figures asynchronously
  for (const figure of await cell.locator(".jp-RenderedPlotly").all()) {
    await figure.locator("svg.main-svg, canvas, .plot-img[src]").first().waitFor({
      timeout: 15_000,
    })
      .catch(() => {});
  }
  return await cell.evaluate(async (cell) => {
    const found: string[] = [];
    // in the diagram of a network an area of one colour stands for a layer's values
    const areaOfLayer = /^([\d,]+ values|means|standard deviations)$/;
    const error = cell.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
    if (error) found.push(`it ended in an error: ${error.textContent}`);
    for (const image of cell.querySelectorAll<HTMLImageElement>(".jp-OutputArea img")) {
      // Plotly's renderer shows the saved image until the mouse enters; without one it is empty
      if (image.matches(".plot-img:not([src])")) continue;
      const what = image.alt ? `image "${image.alt}"` : "an image";
      try {
        await image.decode();
      } catch {
        found.push(`${what} did not load`);
        continue;
      }
      if (!image.naturalWidth || !image.clientWidth) found.push(`${what} has no size`);
      else if (isBlank(image, areaOfLayer.test(image.alt))) found.push(`${what} is blank`);
    }
    for (const figure of cell.querySelectorAll(".jp-RenderedPlotly")) {
      const drawn = figure.querySelector("svg.main-svg path, canvas, .plot-img[src]");
      if (!drawn) found.push("a Plotly figure is not drawn");
    }
    for (const table of cell.querySelectorAll<HTMLTableElement>(".jp-RenderedHTML table")) {
      const rows = [...table.tBodies].reduce((sum, body) => sum + body.rows.length, 0);
      if (rows === 0) found.push("a table has no rows");
    }
    return found;

    /** Whether all pixels are equal; those of an area only if they are transparent. */
    function isBlank(image: HTMLImageElement, area: boolean): boolean {
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext("2d")!;
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(
        context.getImageData(0, 0, canvas.width, canvas.height).data.buffer,
      );
      // a single pixel is not considered blank
      const equal = pixels.length > 1 && pixels.every((pixel) => pixel === pixels[0]);
      return equal && (!area || pixels[0] >>> 24 === 0);
    }
  });
}
