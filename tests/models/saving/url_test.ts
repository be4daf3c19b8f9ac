import { deepStrictEqual, doesNotMatch, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { loadAutoencoder } from "@autoencoders";
import { fileServer } from "../../datasets/file_server.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { tinyWithAllWeights } from "../../helpers/tiny_models.ts";
import { weightsOf } from "../../helpers/training_data.ts";

Deno.test("loadAutoencoder() opens a model from the web, and says what the server answered", () =>
  inTempFolder(async (folder) => {
    const model = tinyWithAllWeights();
    await model.save(join(folder, "model"));
    const bytes = await Deno.readFile(join(folder, "model.safetensors"));
    const page = new TextEncoder().encode("<!doctype html><title>Sign in</title>");
    const files = { "model.safetensors": bytes, "page": page };
    let closed = "";
    {
      await using server = fileServer(files, ["serve", { status: 503 }]);
      closed = server.url;
      const twin = await loadAutoencoder(`${server.url}/model.safetensors?token=secret`);
      deepStrictEqual(weightsOf(twin), weightsOf(model));
      twin.dispose();
      await rejects(loadAutoencoder(`${server.url}/model.safetensors?token=secret`), {
        name: "Error",
        message:
          `"${server.url}/model.safetensors" cannot be loaded: the server answered with status 503`,
      });
      await rejects(loadAutoencoder(new URL(`${server.url}/none`)), {
        name: "NotFound",
        message: /none" cannot be loaded: the server answered with status 404/,
      });
      await rejects(loadAutoencoder(`${server.url}/page`), {
        name: "SyntaxError",
        message: /page" is not an intact safetensors file/,
      });
    }
    await rejects(loadAutoencoder(`${closed}/model.safetensors`), /the server does not answer/);
    model.dispose();
  }));

Deno.test("loadAutoencoder() says that a connection broke, and shows no token", async () => {
  const files = { "model.safetensors": new Uint8Array(50_000) };
  await using server = fileServer(files, [{ cutAfter: 20_000 }]);
  await rejects(loadAutoencoder(`${server.url}/model.safetensors?token=secret`), (error: Error) => {
    strictEqual(error.name, "Error");
    match(error.message, /\/model\.safetensors" cannot be loaded: the connection broke: .+/);
    doesNotMatch(Deno.inspect(error), /secret/);
    return true;
  });
});

Deno.test({
  name: "loadAutoencoder() without --allow-net says that the permission is missing",
  permissions: { net: false },
  fn: () =>
    rejects(loadAutoencoder("http://127.0.0.1:1/model.safetensors?token=secret"), {
      name: "NotCapable",
      message: /^"http:\/\/127\.0\.0\.1:1\/model\.safetensors" cannot be loaded: .*--allow-net/,
    }),
});
