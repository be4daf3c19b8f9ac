import type { Workspace } from "../../runtime/kernel.ts";

/** How tfjs maps an output pixel to a position between source pixels. */
export interface Alignment {
  alignCorners?: boolean;
  halfPixelCenters?: boolean;
}

// Numbers of an entry: the source before, the source after and the weight of the latter.
const ENTRY = 3;

/** Bytes of the table for an axis with `size` output pixels. */
export const tableBytes = (size: number): number => 4 * ENTRY * size;

// Output pixel i is at (i + offset) · ratio in the source.
function ratio(source: number, size: number, alignCorners?: boolean): number {
  return alignCorners && size > 1 ? (source - 1) / (size - 1) : source / size;
}

function write(
  workspace: Workspace,
  address: number,
  size: number,
  entry: (i: number) => [before: number, after: number, weight: number],
): void {
  const indices = new Int32Array(workspace.shared.buffer, address, ENTRY * size);
  const weights = new Float32Array(workspace.shared.buffer, address, ENTRY * size);
  for (let i = 0; i < size; i++) {
    const [before, after, weight] = entry(i);
    indices[ENTRY * i] = before;
    indices[ENTRY * i + 1] = after;
    weights[ENTRY * i + 2] = weight;
  }
}

/** The nearest source of each output pixel along one axis, as tfjs rounds. */
export function nearestTable(
  workspace: Workspace,
  address: number,
  source: number,
  size: number,
  { alignCorners, halfPixelCenters }: Alignment,
): void {
  const scale = ratio(source, size, alignCorners), offset = halfPixelCenters ? 0.5 : 0;
  const round = alignCorners ? Math.round : Math.floor;
  write(workspace, address, size, (i) => {
    const nearest = Math.min(source - 1, round(scale * (i + offset)));
    return [nearest, nearest, 0];
  });
}

/**
 * The two sources on either side of each output pixel along one axis, and the weight of the second.
 */
export function bilinearTable(
  workspace: Workspace,
  address: number,
  source: number,
  size: number,
  { alignCorners, halfPixelCenters }: Alignment,
): void {
  const scale = ratio(source, size, alignCorners);
  write(workspace, address, size, (i) => {
    const position = halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i;
    const before = Math.max(0, Math.floor(position));
    return [before, Math.max(0, Math.min(source - 1, Math.ceil(position))), position - before];
  });
}
