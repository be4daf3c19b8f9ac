// @ts-nocheck AssemblyScript
// What jobs pass to kernels in memory, because it would be a dozen parameters. The fields of a class
// are the names of a layout of ../ops, in the same order; a test compares them.

/** windowLayout of ../ops/convolution/windows.ts */
@unmanaged
export class Windows {
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  stepY: i32;
  stepX: i32;
}

/** placementLayout of ../ops/convolution/window_jobs.ts */
@unmanaged
export class Placement {
  outHeight: i32;
  outWidth: i32;
  placeHeight: i32;
  placeWidth: i32;
  placeStrideY: i32;
  placeStrideX: i32;
  phaseY: i32;
  phaseX: i32;
}

/** phaseLayout of ../ops/convolution/one_channel_jobs.ts */
@unmanaged
export class Phase {
  yOffset: usize;
  yRow: usize;
  yStep: usize;
  firstTap: i32;
  tapStepY: i32;
  tapStepX: i32;
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  stepY: i32;
  stepX: i32;
}

/** tileLayout of ../ops/convolution/winograd_jobs.ts */
@unmanaged
export class Tiles {
  height: i32;
  width: i32;
  channels: i32;
  tilesY: i32;
  tilesX: i32;
  top: i32;
  left: i32;
}

/** mappingLayout of ../ops/resize/jobs.ts */
@unmanaged
export class Mapping {
  height: i32;
  width: i32;
  channels: i32;
  newHeight: i32;
  newWidth: i32;
  rows: usize;
  columns: usize;
}
