export type { Dataset, LoadOptions } from "./dataset.ts";
export { type FolderImages, type FolderOptions, loadFolder } from "./folder.ts";
export { loadDatasetIfHere } from "./here.ts";
export { type IdxArray, type IdxData, readIdx, writeIdx } from "./idx.ts";
export { dataFolder, loadDataset } from "./load.ts";
export type { DownloadProgress, OnProgress } from "./progress.ts";
export { type DataFile, type DatasetEntry, registry } from "./registry.ts";
export { type StrokeOptions, strokes } from "./strokes.ts";
