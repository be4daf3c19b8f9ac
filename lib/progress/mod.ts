/** Long-running work: reporting progress, yielding to the event loop, stopping. */
export { duration } from "./duration.ts";
export { partOfProgress, type ProgressOptions, ProgressReporter } from "./reporter.ts";
export { significant } from "./significant.ts";
export { TerminalLine, type TerminalLineOptions, textBar } from "./terminal.ts";
export { yieldToEventLoop } from "./yield.ts";
export { sayOnce } from "./say_once.ts";
