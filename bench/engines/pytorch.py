"""PyTorch on the CPU. The trial chooses the memory layout, and with --torch-compile whether to compile."""
import math
import os

import torch
from torch import nn
from torch.nn import functional as F

from serve import read_material, serve

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}


def layers(network):
    """The layers of the network, channels first."""
    flat, channels, size = math.prod(network["input"]), network["input"][-1], network["input"][0]
    for layer in network["layers"]:
        kind = layer["kind"]
        if kind == "dense":
            yield nn.Linear(flat, layer["units"])
            flat = layer["units"]
        elif kind == "conv":
            k, s, filters = layer["kernel"], layer["stride"], layer["filters"]
            yield nn.Conv2d(channels, filters, k, s, (k - 1) // 2)
            channels, size = filters, -(-size // s)
        elif kind == "transposed":
            k, s, filters = layer["kernel"], layer["stride"], layer["filters"]
            # size = (old - 1) * s - 2 * pad + k + extra
            pad = 0 if size == 1 else (k - 1) // 2
            extra = layer["size"] - ((size - 1) * s - 2 * pad + k)
            yield nn.ConvTranspose2d(channels, filters, k, s, pad, extra)
            channels, size = filters, layer["size"]
        elif kind == "reshape":
            size, _, channels = layer["shape"]
            yield nn.Unflatten(1, (channels, size, size))
        elif kind == "maxPool":
            size //= 2
            yield nn.MaxPool2d(2)
        elif kind == "upSample":
            size *= 2
            yield nn.Upsample(scale_factor=2)
        elif kind == "averagePool":
            size = 1
            yield nn.AdaptiveAvgPool2d(1)
        elif kind == "flatten":
            yield nn.Flatten()
        if kind != "dense":
            flat = channels * size * size
        if layer.get("activation", "linear") != "linear":
            yield ACTIVATIONS[layer["activation"]]()


def candidates(request):
    layouts = [False, True] if len(request["network"]["input"]) == 3 else [False]
    compiled = [False, True] if os.environ.get("BENCH_TORCH_COMPILE") else [False]
    return [{"channels_last": last, "compile": c} for last in layouts for c in compiled]


def build(request, settings):
    torch.set_num_threads(request["threads"])
    torch.set_flush_denormal(True)
    network = request["network"]
    images, weights = read_material(request)
    model, at = nn.Sequential(*layers(network)), 0
    for parameter in model.parameters():
        shape = tuple(parameter.shape)  # [out, in, h, w] here, [h, w, in, out] in the file
        kernel = shape[2:] + shape[1::-1] if len(shape) > 1 else shape
        values = torch.from_numpy(weights[at:at + parameter.numel()].reshape(kernel))
        at += parameter.numel()
        turned = (3, 2, 0, 1) if len(shape) == 4 else (1, 0)
        parameter.data = (values.permute(turned) if len(shape) > 1 else values).contiguous()
    xs = [torch.from_numpy(x) for x in images]
    if len(network["input"]) == 3:
        xs = [x.reshape(-1, 1, 28, 28) for x in xs]
    if settings["channels_last"]:
        model = model.to(memory_format=torch.channels_last)
        xs = [x.contiguous(memory_format=torch.channels_last) for x in xs]
    parameters = sum(p.numel() for p in model.parameters())
    adam = torch.optim.Adam(model.parameters(), 1e-3, eps=1e-7, fused=True)
    loss_of = F.binary_cross_entropy_with_logits if network["loss"] == "bce" else F.mse_loss
    forward = torch.compile(model) if settings["compile"] else model

    def step(index):
        x = xs[index % len(xs)]
        adam.zero_grad(set_to_none=True)
        loss = loss_of(forward(x), x)
        loss.backward()
        adam.step()
        return loss.item()

    return step, parameters


if __name__ == "__main__":
    serve(candidates, build, {"torch": torch.__version__})
