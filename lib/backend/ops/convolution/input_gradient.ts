import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "../../runtime/kernel.ts";
import type { Epilogue } from "./epilogue.ts";
import {
  convolveBackToOne,
  convolveOneChannel,
  givesOneChannelBack,
  seesOneChannel,
} from "./one_channel.ts";
import { type Phase, phases } from "./phases.ts";
import { convolutionNumbers } from "./window_jobs.ts";
import { areColumns, forwardWindows, windowNumbers } from "./windows.ts";
import { suitsWinograd, winograd } from "./winograd.ts";

type Info = backend_util.Conv2DInfo;

/**
 * dX[n,y,x,c] = act(Σ_{i,j,f: y=i·s+u·d−p, x=j·s+v·d−p} dY[n,i,j,f] · W[u,v,c,f] + bias[c])
 *
 * The gradient of a convolution's input, and with a bias and an activation the forward pass of the
 * transposed convolution (Dumoulin & Visin 2016). A gather, not a scatter: each phase of the stride
 * is a convolution of dY with the taps that reach it, turned round, so that nothing is added twice.
 */
export function convolveBack(
  workspace: Workspace,
  info: Info,
  dy: number,
  filter: number,
  dx: number,
  epilogue: Epilogue,
): void {
  const { batchSize: images, inHeight, inWidth, inChannels, outChannels } = info;
  if (areColumns(forwardWindows(info)) && (info.filterHeight > 1 || info.filterWidth > 1)) {
    patchesBack(workspace, info, dy, filter, dx, epilogue);
    return;
  }
  if (givesOneChannelBack(info)) {
    convolveBackToOne(workspace, info, [dy, filter, dx], epilogue);
    return;
  }
  for (const phase of phases(info)) {
    const { windows } = phase, taps = windows.tapsY * windows.tapsX;
    const bytes = 4 * taps * inChannels * outChannels, turned = workspace.heap.allocate(bytes);
    turn(workspace, info, phase, filter, turned);
    const together = info.strideHeight === 1 && info.strideWidth === 1;
    if (together && seesOneChannel(windows, inChannels)) {
      convolveOneChannel(workspace, images, windows, inChannels, [dy, turned, dx], epilogue);
    } else if (suitsWinograd(info, outChannels, inChannels)) {
      winograd(
        workspace,
        {
          images,
          height: info.outHeight,
          width: info.outWidth,
          channels: outChannels,
          outHeight: inHeight,
          outWidth: inWidth,
          filters: inChannels,
          top: -windows.top,
          left: -windows.left,
        },
        dy,
        turned,
        dx,
        epilogue,
      );
    } else {
      const { strideHeight: strideY, strideWidth: strideX } = info, { phaseY, phaseX } = phase;
      const placed = together
        ? undefined
        : { height: inHeight, width: inWidth, strideY, strideX, phaseY, phaseX };
      const numbers = convolutionNumbers({
        x: dy,
        filter: turned,
        y: dx,
        filters: inChannels,
        ...epilogue,
        columnsAreX: areColumns(windows),
        placed,
      });
      const pixels = images * windows.outHeight * windows.outWidth;
      workspace.run("convolution", pixels, 2, 4, [...windowNumbers(windows), ...numbers]);
    }
    workspace.heap.release(turned, bytes);
  }
}

// turned[tap, f, c] = W[tap, c, f] for the taps of one phase, in the order of its windows.
function turn(
  workspace: Workspace,
  { filterWidth, inChannels, outChannels }: Info,
  { windows: { tapsY, tapsX }, rows, columns }: Phase,
  filter: number,
  turned: number,
): void {
  const minimum = tapsY * tapsX * inChannels * outChannels >= 1 << 14 ? 2 : Infinity;
  // deno-fmt-ignore
  workspace.run("turnFilter", tapsY * tapsX, minimum, 1, [
    filter, turned, filterWidth, inChannels, outChannels, tapsX,
    rows.last, rows.every, columns.last, columns.every,
  ]);
}

// One window is the whole image, so dX[n] = dY[n] · Wᵀ; the bias is added pixel by pixel.
function patchesBack(
  workspace: Workspace,
  info: Info,
  dy: number,
  filter: number,
  dx: number,
  { bias, relu }: Epilogue,
): void {
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = info;
  workspace.run("wholeImagesBack", batchSize, 2, 4, [
    ...[dy, filter, dx, filterHeight * filterWidth, inChannels, outChannels, bias, Number(relu)],
  ]);
}
