/** Specs of tfjs-core that are not run, by a part of their full name, and why. */
export const leftOut: { spec: string; reason: string }[] = [];
