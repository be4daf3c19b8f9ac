/** Data sets: found in a folder, downloaded and verified, or synthetic. */
export type { Dataset, LoadOptions } from "./dataset.ts";
export { type FolderImages, type FolderOptions, loadFiles, loadFolder } from "./folder.ts";
export { type FrameOptions, imagesFromFrame } from "./frame.ts";
export { type IdxArray, idxHeader, readIdx, writeIdx } from "./formats/idx.ts";
export { type IdxBytes, parseIdxBytes, readIdxBytes, toImageSet } from "./formats/idx_images.ts";
export { type NpyArray, type NpyData, readNpy, writeNpy } from "./formats/npy.ts";
export { loadDataset, loadLocalDataset } from "./load.ts";
export type { DatasetEntry } from "./registry/entry.ts";
export { registerDataset } from "./registry/registry.ts";
export { type StrokeOptions, strokes } from "./synthetic/strokes.ts";
