/** What a server sends to one request: raw bytes, so that they may break every rule. */
export interface Answer {
  status?: string;
  headers?: Record<string, string | number>;
  /** parts of the body, each sent after a pause of `pauseMs` */
  body?: Iterable<Uint8Array>;
  pauseMs?: number;
  /** how long the server takes to answer */
  answerAfterMs?: number;
  /** whether the connection stays open, without further bytes */
  hang?: boolean;
}

export interface HostileServer extends AsyncDisposable {
  url: string;
  /** the first byte that each request asked for; 0 without a range */
  starts: number[];
  /** the request lines and headers, as they came */
  requests: string[];
}

/** A server on this machine whose every answer is made by `answer`. */
export function hostileServer(answer: (start: number, request: string) => Answer): HostileServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const starts: number[] = [], requests: string[] = [], open = new Set<Deno.TcpConn>();
  const serve = async (connection: Deno.TcpConn) => {
    open.add(connection);
    try {
      const request = await readHead(connection),
        start = Number(/bytes=(\d+)/.exec(request)?.[1] ?? 0);
      starts.push(start), requests.push(request);
      const { answerAfterMs = 0, ...rest } = answer(start, request);
      await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
      const { status = "200 OK", headers = {}, body = [], pauseMs, hang } = rest;
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join(
        "",
      );
      const head = `HTTP/1.1 ${status}\r\n${lines}connection: close\r\n\r\n`;
      await writeAll(connection, new TextEncoder().encode(head));
      for (const part of body) {
        if (pauseMs) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        await writeAll(connection, part);
      }
      if (hang) await connection.read(new Uint8Array(1));
    } catch {
      /* the client has gone */
    } finally {
      open.delete(connection);
      try {
        connection.close();
      } catch { /* it was closed when the server ended */ }
    }
  };
  const accepting = (async () => {
    const serving: Promise<void>[] = [];
    try {
      for await (const connection of listener) serving.push(serve(connection));
    } catch { /* the listener was closed */ }
    await Promise.all(serving);
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    starts,
    requests,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      await accepting;
    },
  };
}

async function readHead(connection: Deno.TcpConn): Promise<string> {
  let head = "";
  const buffer = new Uint8Array(4096);
  while (!head.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) break;
    head += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return head;
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
