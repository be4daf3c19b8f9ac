import { kill } from "node:process";
import { basename } from "@std/path";

/** A process as the system describes it. */
interface ProcessInfo {
  parent: number;
  group: number;
  name: string;
}

/**
 * The processes that started this one, as far as they only pass a command on: `deno task`, npx, node and
 * the shells between them, in the job of this process. The shell in which the user typed is not one of
 * them: a job may outlive it.
 */
async function starters(): Promise<number[]> {
  const me = await processInfo(Deno.pid), found: number[] = [];
  let length = 0;
  for (let pid = Deno.ppid; me;) {
    const info = await processInfo(pid);
    const programs = /^(deno|node|npm|npx)/.test(info?.name ?? "");
    const shell = /^-?(ba|da|a|z|busybox.*)?sh$/.test(info?.name ?? "");
    if (!info || info.group !== me.group || !(programs || shell)) break;
    found.push(pid);
    if (programs) length = found.length;
    pid = info.parent;
  }
  return found.slice(0, length);
}

async function processInfo(pid: number): Promise<ProcessInfo | undefined> {
  try {
    if (Deno.build.os === "linux") {
      const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
      const [, name, state, rest] = /^\d+ \((.*)\) (\S) (.*)$/s.exec(stat)!;
      if (state === "Z" || state === "X") return undefined; // has ended
      const [parent, group] = rest.split(" ").map(Number);
      return { parent, group, name };
    }
    const args = ["-o", "ppid=,pgid=,comm=", "-p", `${pid}`];
    const { stdout } = await new Deno.Command("ps", { args, stderr: "null" }).output();
    const match = /^\s*(\d+)\s+(\d+)\s+(.*\S)/.exec(new TextDecoder().decode(stdout));
    if (!match) return undefined;
    return { parent: +match[1], group: +match[2], name: basename(match[3]) };
  } catch {
    return undefined;
  }
}

/** Whether every process still has the next one as its parent. */
async function stillThere(chain: number[]): Promise<boolean> {
  if (chain.length > 0 && Deno.ppid !== chain[0]) return false;
  for (const [i, pid] of chain.entries()) {
    if (Deno.build.os !== "linux") {
      try {
        kill(pid, 0);
      } catch {
        return false;
      }
      continue;
    }
    const info = await processInfo(pid);
    if (!info || (i + 1 < chain.length && info.parent !== chain[i + 1])) return false;
  }
  return true;
}

/**
 * Ends this process, as SIGTERM does, once one of the processes that passed the command on to it has ended:
 * killed, they cannot pass a signal on. Not on Windows, where closing the console ends all of them.
 */
export async function endWithStarters(intervalMs = 1000): Promise<void> {
  if (Deno.build.os === "windows") return;
  const chain = await starters();
  if (chain.length === 0) return;
  const timer = setInterval(async () => {
    if (await stillThere(chain)) return;
    clearInterval(timer);
    console.error("ended, because the program that started this task has ended");
    Deno.kill(Deno.pid, "SIGTERM");
  }, intervalMs);
  Deno.unrefTimer(timer);
}
