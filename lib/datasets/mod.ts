export type { Dataset, LoadOptions } from "./dataset.ts";
export { download, type DownloadOptions } from "./download.ts";
export { DownloadError, type Refusal } from "./download_error.ts";
export { type FolderImages, type FolderOptions, loadFolder } from "./folder.ts";
export { type IdxArray, type IdxData, readIdx, writeIdx } from "./idx.ts";
export { dataFolder, loadDataset } from "./load.ts";
export { consoleProgress, type DownloadProgress, type OnProgress } from "./progress.ts";
export { type DataFile, type DatasetEntry, registry } from "./registry.ts";
export { type StrokeOptions, strokes } from "./strokes.ts";
