import type { backend_util } from "@tensorflow/tfjs-core";
import type { Windows } from "./windows.ts";

/**
 * One of the strideY · strideX parts of the gradient of a convolution's input. All input pixels
 * with y mod strideY = phaseY and x mod strideX = phaseX use the same taps of the filter, and
 * windows of stride 1 over the gradient of the output.
 */
export interface Phase {
  phaseY: number;
  phaseX: number;
  /** over the gradient of the output; outHeight × outWidth are the input pixels of this phase */
  windows: Windows;
  /** the filter rows that these pixels use, in the order of the windows: last, last − every, … */
  rows: Taps;
  columns: Taps;
}

/** Taps last, last − every, last − 2·every, … along one axis. */
export interface Taps {
  last: number;
  every: number;
}

interface AxisPhase extends Taps {
  phase: number;
  /** input rows y with y mod stride = phase */
  size: number;
  taps: number;
  first: number;
  step: number;
}

const divisor = (a: number, b: number): number => b === 0 ? a : divisor(b, a % b);

// Output i reads input y = i·stride + u·dilation − pad with tap u. So the gradient of input y comes
// from output i = (y + pad − u·dilation) / stride for each tap u for which this is an integer.
// Those taps are stride / gcd(stride, dilation) apart; the later the tap, the earlier the output.
function axisPhases(
  size: number,
  taps: number,
  stride: number,
  dilation: number,
  pad: number,
): AxisPhase[] {
  const common = divisor(stride, dilation), every = stride / common, step = dilation / common;
  return Array.from({ length: Math.min(stride, size) }, (_, phase) => {
    let last = taps - 1;
    while (last >= 0 && (phase + pad - last * dilation) % stride !== 0) last--;
    const first = last < 0 ? 0 : (phase + pad - last * dilation) / stride;
    const count = last < 0 ? 0 : Math.floor(last / every) + 1;
    const inputs = Math.ceil((size - phase) / stride);
    return { phase, size: inputs, taps: count, first, step, last, every };
  });
}

/** The phases of the gradient of the input of a convolution. */
export function phases(info: backend_util.Conv2DInfo): Phase[] {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const { dilationHeight, dilationWidth } = info;
  const down = axisPhases(info.inHeight, filterHeight, strideHeight, dilationHeight, padInfo.top);
  const across = axisPhases(info.inWidth, filterWidth, strideWidth, dilationWidth, padInfo.left);
  return down.flatMap((y) =>
    across.map((x) => ({
      phaseY: y.phase,
      phaseX: x.phase,
      rows: { last: y.last, every: y.every },
      columns: { last: x.last, every: x.every },
      windows: {
        height: info.outHeight,
        width: info.outWidth,
        channels: info.outChannels,
        outHeight: y.size,
        outWidth: x.size,
        tapsY: y.taps,
        tapsX: x.taps,
        strideY: 1,
        strideX: 1,
        top: y.first,
        left: x.first,
        stepY: y.step,
        stepX: x.step,
      },
    }))
  );
}
