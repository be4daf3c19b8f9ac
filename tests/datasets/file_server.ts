/** How a server treats one request: it serves the file, or fails in some way. */
export type Behaviour =
  | "serve"
  | "ignore range"
  | "wrong range"
  | "never answer"
  | { status: number }
  | { cutAfter: number }
  | { stallAfter: number };

export interface FileServer extends AsyncDisposable {
  url: string;
  /** one line per request: path and range */
  requests: string[];
}

/**
 * A local server of `files`. The first requests are treated as given by `behaviours`, in order; all
 * others are served.
 */
export function fileServer(
  files: Record<string, Uint8Array>,
  behaviours: Behaviour[] = [],
): FileServer {
  const requests: string[] = [];
  const ended = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = new URL(request.url).pathname.slice(1);
    const range = request.headers.get("range");
    requests.push(range ? `${path} ${range}` : path);
    const behaviour = behaviours.shift() ?? "serve";
    if (behaviour === "never answer") await ended.promise;
    if (typeof behaviour === "object" && "status" in behaviour) {
      return new Response("no", { status: behaviour.status });
    }
    const file = files[path];
    if (!file) return new Response("no such file", { status: 404 });
    const start = behaviour === "ignore range" || !range ? 0 : Number(range.match(/\d+/)![0]);
    if (start >= file.length) return new Response("", { status: 416 });
    const body = file.subarray(start);
    const named = behaviour === "wrong range" ? start + 1 : start;
    const answer = (content: BodyInit) =>
      new Response(content, {
        status: range && behaviour !== "ignore range" ? 206 : 200,
        headers: {
          "content-length": `${body.length}`,
          "content-range": `bytes ${named}-${file.length - 1}/${file.length}`,
        },
      });
    if (typeof behaviour === "string") return answer(new Uint8Array(body));
    const sent = "cutAfter" in behaviour ? behaviour.cutAfter : behaviour.stallAfter;
    return answer(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(body.slice(0, sent));
          if ("stallAfter" in behaviour) await ended.promise;
          else await new Promise((resolve) => setTimeout(resolve, 50)); // let it arrive
          controller.error(new Error("cut"));
        },
      }),
    );
  });
  return {
    url: `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      ended.resolve();
      await server.shutdown();
    },
  };
}
