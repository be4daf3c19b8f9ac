import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "@std/path";
import { evaluate, ImageSet, loadAutoencoder } from "@autoencoders";
import { writeSafetensors } from "../../../lib/files/mod.ts";
import { root } from "../../../tasks/project.ts";
import { close } from "../../helpers/close.ts";
import { pytorchTest, runPytorch } from "../../helpers/python.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { bytesOf } from "../../helpers/tiny_models.ts";
import { everyLayer, requireAgreement } from "./exchange.ts";

const imports = `
import pathlib, sys
sys.path.insert(0, ${JSON.stringify(join(root, "tasks/exchange"))})
import numpy, torch
from torch import nn
import pytorch_bridge
from safetensors.numpy import load_file, save_file
torch.manual_seed(1)
torch.set_num_threads(1)
`;

pytorchTest(
  "PyTorch computes what encode() and decode() do, with every layer, to 1e-5",
  () =>
    inTempFolder(async (folder) => {
      const all = everyLayer();
      // PyTorch has no batch normalisation of [n, a, b] over the last axis.
      const models = all.filter(({ spec }) =>
        !spec.encoder.some(({ type }, i) =>
          type === "batchNormalization" && spec.encoder[i - 1]?.type === "reshape"
        )
      );
      await requireAgreement(
        models,
        folder,
        (model, path) => model.save(join(path, "model")),
        (paths) =>
          runPytorch(
            `${imports}
for folder in map(pathlib.Path, sys.argv[1:]):
    given = {name: torch.tensor(values) for name, values in load_file(folder / "inputs.safetensors").items()}
    encoder, decoder = pytorch_bridge.load(folder / "model.safetensors")
    with torch.no_grad():
        code = encoder(given["image"].permute(0, 3, 1, 2))
        image = decoder(given["code"]).permute(0, 2, 3, 1).clamp(0, 1)
    save_file({"code": numpy.ascontiguousarray(code.numpy()), "image": numpy.ascontiguousarray(image.numpy())}, folder / "outputs.safetensors")
`,
            ...paths,
          ),
      );
      ok(models.length > 50);
      all.forEach((model) => model.dispose());
    }),
);

pytorchTest(
  "a convolutional network of PyTorch comes in and has the outputs that it has there",
  () =>
    inTempFolder(async (folder) => {
      const images = new ImageSet(bytesOf(20 * 8 * 8 * 3, 1), { height: 8, width: 8, channels: 3 });
      await writeSafetensors(join(folder, "images.safetensors"), {
        tensors: new Map([["images", { shape: [20, 8, 8, 3], values: images.pixels }]]),
        metadata: {},
      });
      const program = `${imports}
folder = pathlib.Path(sys.argv[1])
images = torch.tensor(load_file(folder / "images.safetensors")["images"] / 255, dtype=torch.float32).permute(0, 3, 1, 2)
encoder = nn.Sequential(
    nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.LeakyReLU()),
    nn.Conv2d(4, 6, 3, padding="same", bias=False), nn.GELU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.BatchNorm1d(24), nn.Dropout(0.1), nn.Linear(24, 5),
)
decoder = nn.Sequential(
    nn.Linear(5, 24), nn.BatchNorm1d(24), nn.SiLU(), nn.Unflatten(1, (6, 2, 2)),
    nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1, output_padding=1), nn.ELU(),
    nn.Upsample(scale_factor=2), nn.Conv2d(4, 3, 3, padding=1), nn.Sigmoid(),
)
model = nn.Sequential(encoder, decoder)
optimizer = torch.optim.Adam(model.parameters(), 0.01)
for _ in range(20):
    loss = nn.functional.mse_loss(model(images), images)
    optimizer.zero_grad(); loss.backward(); optimizer.step()
model.eval()
with torch.no_grad():
    print(nn.functional.mse_loss(model(images), images).item(), *encoder(images)[0].tolist())
pytorch_bridge.save(encoder, decoder, folder / "model.safetensors", (8, 8, 3))
`;
      const [mse, ...code] = (await runPytorch(program, folder)).trim().split(" ").map(Number);
      const model = await loadAutoencoder(join(folder, "model.safetensors"));
      const codes = model.encode(images.slice(0, 1));
      close(codes.dataSync(), code, 1e-5);
      close([evaluate(model, images).mse], [mse], 1e-6);
      deepStrictEqual(model.spec.output, "sigmoid");
      codes.dispose();
      model.dispose();
    }),
);

pytorchTest(
  "a PyTorch module that stands twice in a chain is two layers",
  () =>
    inTempFolder(async (folder) => {
      const program = `${imports}
relu = nn.ReLU()
encoder = nn.Sequential(nn.Flatten(), nn.Linear(16, 8), relu, nn.Linear(8, 2), relu)
decoder = nn.Sequential(nn.Linear(2, 16), nn.Unflatten(1, (1, 4, 4)))
pytorch_bridge.save(encoder, decoder, sys.argv[1] + "/model.safetensors", (4, 4, 1))
`;
      await runPytorch(program, folder);
      const model = await loadAutoencoder(join(folder, "model.safetensors"));
      const activations = model.spec.encoder.filter((layer) =>
        "activation" in layer && layer.activation === "relu"
      );
      deepStrictEqual(activations.length, 2);
      model.dispose();
    }),
);

pytorchTest(
  "a PyTorch module that the library lacks is refused by its name, and nothing is written",
  () =>
    inTempFolder(async (folder) => {
      const program = `${imports}
decoder = nn.Sequential(nn.Linear(4, 16), nn.Unflatten(1, (1, 4, 4)))
for module in nn.AvgPool2d(1), nn.LeakyReLU(0.2), nn.Conv2d(1, 16, (1, 4)):
    encoder = nn.Sequential(module, nn.Flatten(), nn.LazyLinear(4))
    try:
        pytorch_bridge.save(encoder, decoder, sys.argv[1] + "/model.safetensors", (4, 4, 1))
    except ValueError as error:
        print(error)
`;
      const lines = (await runPytorch(program, folder)).trim().split("\n");
      deepStrictEqual(lines, [
        "module 0 (AvgPool2d) cannot be converted: the library has no such layer",
        "module 0 (LeakyReLU) cannot be converted: the library's leakyRelu has {'negative_slope': 0.01}",
        "module 0 (Conv2d) cannot be converted: its kernel_size is (1, 4), rows and columns must have the same",
      ]);
      deepStrictEqual([...Deno.readDirSync(folder)], []);
    }),
);
