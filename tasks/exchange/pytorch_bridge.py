"""Models of this library in PyTorch, and PyTorch models here.

    from pytorch_bridge import load, save

    encoder, decoder = load("model.safetensors")       # what Autoencoder.save wrote
    codes = encoder(images)                            # [n, c, h, w] in 0-1 to [n, k]
    save(encoder, decoder, "model.safetensors", (28, 28, 1))  # what loadAutoencoder opens

`save` takes two chains (nn.Sequential, nested or not) of the layers below. PyTorch has channels first, the library
last, so that the numbers of a flattened image have another order; both functions see to that. Needs torch and
safetensors. Call `.eval()` before predicting, as always in PyTorch: `load` has done so.
"""

import json

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save_file
from torch import nn

EPSILON = 1e-3  # which the library adds to the variance in batch normalisation
SLOPE = 0.01  # of its leaky ReLU below zero, which is PyTorch's default
ACTIVATIONS = {
    **{"linear": nn.Identity, "relu": nn.ReLU, "leakyRelu": lambda: nn.LeakyReLU(SLOPE)},
    **{"elu": nn.ELU, "selu": nn.SELU, "gelu": nn.GELU, "swish": nn.SiLU, "mish": nn.Mish},
    **{"softplus": nn.Softplus, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh},
}


class ChannelsLast(nn.Module):
    """[n, c, h, w] to [n, h, w, c], in which order the library flattens."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1)


class ChannelsFirst(nn.Module):
    """[n, h, w, c] to [n, c, h, w]."""

    def forward(self, x):
        return x.permute(0, 3, 1, 2)


class Mean(nn.Module):
    """The means of a posterior: the first k of 2k numbers."""

    def __init__(self, units):
        super().__init__()
        self.units = units

    def forward(self, x):
        return x[:, : self.units]


def load(path):
    """The encoder and decoder of a model that the library saved, as nn.Sequential."""
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        quantization = json.loads(metadata["quantization"])
        weights = {name: dequantized(file.get_tensor(name), quantization.get(name)) for name in file.keys()}
    spec = json.loads(metadata["spec"])
    if spec.get("classes"):
        raise ValueError("a decoder with labels as its condition cannot be converted")
    image = [spec["height"], spec["width"], spec["channels"]]
    encoder = chain("encoder", image, spec["encoder"], weights)
    decoder = chain("decoder", [spec["latent"]], spec["decoder"], weights)
    decoder.append(ACTIVATIONS[spec["output"]]())
    return encoder.eval(), decoder.eval()


def dequantized(weight, q):
    """A stored weight as float32: int8 is bytes with a scale and a minimum."""
    return (weight * q["scale"] + q["minimum"] if q else weight).astype(np.float32)


def chain(part, shape, specs, weights):
    """The modules of encoder or decoder; `shape` is of the library, without n: [h, w, c] or [k]."""
    modules, first = [], len(shape) == 3
    for i, spec in enumerate(specs, 1):
        prefix = f"{part}/{i}_{spec['type']}/"
        own = {name[len(prefix) :]: torch.tensor(values) for name, values in weights.items() if name.startswith(prefix)}
        if spec["type"] in ("flatten", "reshape", "dense") and first:
            modules.append(ChannelsLast())
            first = False
        added, shape = torch_modules(spec, shape, own)
        if spec["type"] in IMAGES and not first:
            modules.append(ChannelsFirst())
            first = True
        if spec["type"] == "globalAveragePooling":
            first = False
        modules += added
        if spec.get("activation", "linear") != "linear":
            modules.append(ACTIVATIONS[spec["activation"]]())
        if spec["type"] == "batchNormalization" and len(shape) == 3 and not first:
            modules[-1:] = [ChannelsFirst(), modules[-1], ChannelsLast()]
    if first:
        return nn.Sequential(*modules)
    if len(shape) == 3:
        modules.append(ChannelsFirst())
    return nn.Sequential(*modules)


IMAGES = ("convolution", "transposedConvolution", "maxPooling", "upSampling", "globalAveragePooling", "cropping")


def torch_modules(spec, shape, weights):
    """The modules of one layer of the library, with its weights, and the shape of their output."""
    kind = spec["type"]
    if kind == "dense":
        module = filled(nn.Linear(shape[-1], spec["units"]), weight=weights["kernel"].T, bias=weights["bias"])
        return [module], [*shape[:-1], spec["units"]]
    if kind in ("convolution", "transposedConvolution"):
        return convolution(spec, shape, weights)
    if kind == "batchNormalization":
        make = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
        if len(shape) == 2:
            raise ValueError("batch normalisation of [n, a, b] has no counterpart in PyTorch")
        module = make(shape[-1], eps=EPSILON, momentum=0.1)
        values = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
        return [filled(module, **{name: weights[ours] for name, ours in values.items()})], shape
    if kind == "maxPooling":
        return [nn.MaxPool2d(spec["size"])], [*(side // spec["size"] for side in shape[:2]), shape[2]]
    if kind == "upSampling":
        return [nn.Upsample(scale_factor=spec["size"])], [*(side * spec["size"] for side in shape[:2]), shape[2]]
    if kind == "globalAveragePooling":
        return [nn.AdaptiveAvgPool2d(1), nn.Flatten()], [shape[2]]
    if kind == "cropping":
        start, end = spec["start"], spec["end"]
        return [nn.ZeroPad2d((-start, -end, -start, -end))], [*(side - start - end for side in shape[:2]), shape[2]]
    if kind == "flatten":
        return [nn.Flatten()], [int(np.prod(shape))]
    if kind == "reshape":
        flatten = [nn.Flatten()] if len(shape) > 1 else []
        return [*flatten, nn.Unflatten(1, spec["shape"])], spec["shape"]
    if kind == "dropout":
        return [nn.Dropout(spec["rate"])], shape
    if kind == "posteriorMean":
        return [Mean(spec["units"])], [spec["units"]]
    if kind == "activation":
        return [], shape
    raise ValueError(f"a layer of type {kind} has no counterpart here")


def convolution(spec, shape, weights):
    kernel, stride, padding = spec.get("kernel", 3), spec.get("stride", 1), spec.get("padding", "same")
    filters, (height, width, channels) = spec["filters"], shape
    # [kh, kw, c, f] to [f, c, kh, kw]; of a transposed convolution, [kh, kw, f, c] to [c, f, kh, kw]
    values = {"weight": weights["kernel"].permute(3, 2, 0, 1), "bias": weights["bias"]}
    if spec["type"] == "convolution":
        sides = []
        for side in (height, width):
            total = max((-(-side // stride) - 1) * stride + kernel - side, 0) if padding == "same" else 0
            before = padding if isinstance(padding, int) else total // 2
            sides.append((before, before if isinstance(padding, int) else total - before))
        (top, bottom), (left, right) = sides
        module = filled(nn.Conv2d(channels, filters, kernel, stride), **values)
        size = [(side + sum(more) - kernel) // stride + 1 for side, more in zip((height, width), sides)]
        return [nn.ZeroPad2d((left, right, top, bottom)), module], [*size, filters]
    total = max(kernel - stride, 0) if padding == "same" else 0
    before = padding if isinstance(padding, int) else total // 2
    after = padding if isinstance(padding, int) else total - before
    more = 0 if isinstance(padding, int) else max(stride - kernel, 0)
    module = nn.ConvTranspose2d(channels, filters, kernel, stride, output_padding=more)
    size = [(side - 1) * stride + kernel + more - before - after for side in (height, width)]
    return [filled(module, **values), nn.ZeroPad2d((-before, -after, -before, -after))], [*size, filters]


def filled(module, **values):
    state = module.state_dict()
    module.load_state_dict({**state, **values})
    return module


def save(encoder, decoder, path, size, name="from PyTorch"):
    """Writes two chains of modules as one model of the library; size is (height, width, channels)."""
    height, width, channels = size
    with torch.no_grad():
        parts, code = {}, torch.zeros(1, channels, height, width)
        for part, model in {"encoder": encoder, "decoder": decoder}.items():
            parts[part], code = converted(model, code)
            latent = code.shape[1] if part == "encoder" else latent
    if tuple(code.shape[1:]) != (channels, height, width):
        raise ValueError(f"the decoder must give {(channels, height, width)}, it gives {tuple(code.shape[1:])}")
    output = "linear"
    if parts["decoder"][-1][0].get("activation") in ("sigmoid", "tanh"):
        output = parts["decoder"].pop()[0]["activation"]
    tensors = {
        f"{part}/{i}_{spec['type']}/{weight}": np.ascontiguousarray(values, np.float32)
        for part, rows in parts.items()
        for i, (spec, weights) in enumerate(rows, 1)
        for weight, values in weights.items()
    }
    spec = {
        **{"name": name, "height": height, "width": width, "channels": channels, "latent": latent},
        **{"initializer": "pytorch", "output": output},
        **{part: [spec for spec, _ in rows] for part, rows in parts.items()},
    }
    metadata = {"format": "autoencoders model", "version": "2", "precision": "float32"}
    others = {"spec": spec, "notes": {}, "software": {"torch": torch.__version__}, "quantization": {}}
    save_file(tensors, path, {**metadata, **{key: json.dumps(value) for key, value in others.items()}})


def converted(model, x):
    """The layers of the library with their weights, as [spec, weights] rows, and the output for x."""
    rows, order = [], None  # order: where each number of a flattened image is in PyTorch's
    for name, module in model.eval().named_modules(remove_duplicate=False):
        if isinstance(module, nn.Sequential):
            continue
        before, x = x, module(x)
        if isinstance(module, nn.Flatten) and before.dim() == 4:
            order = channels_last(before.shape[1:]) if before[0, 0].numel() > 1 else None
            if rows and rows[-1][0]["type"] == "globalAveragePooling":
                continue
            rows.append([{"type": "flatten"}, {}])
        elif isinstance(module, nn.Unflatten):
            shape = tuple(x.shape[1:])
            if len(shape) != 3:
                raise ValueError(f"module {name} must unflatten to c, h, w, got {shape}")
            reorder(rows, channels_last(shape), name)
            rows.append([{"type": "reshape", "shape": [*shape[1:], shape[0]]}, {}])
        else:
            rows += layer_of(name, module, order)
            if isinstance(module, nn.Linear):
                order = None
    if order is not None:
        raise ValueError("a chain must not end with the flattened image: add nn.Linear")
    return rows, x


def channels_last(shape):
    """Where the numbers of an image flattened as [h, w, c] are in one flattened as [c, h, w]."""
    return np.arange(np.prod(shape)).reshape(shape).transpose(1, 2, 0).ravel()


def reorder(rows, order, name):
    """Gives the outputs of the last dense layer, and of those after it, the order of the library."""
    for spec, weights in reversed(rows):
        for weight, values in weights.items():
            weights[weight] = values[..., order]
        if spec["type"] == "dense":
            return
    raise ValueError(f"module {name} must have nn.Linear before it")


def layer_of(name, module, order):
    """A module as [spec, weights] rows of the library."""

    def refuse(what):
        raise ValueError(f"module {name} ({type(module).__name__}) cannot be converted: {what}")

    def one(key):
        """A setting that the library has once for rows and columns."""
        value = getattr(module, key)
        if isinstance(value, (tuple, list)):
            if len(set(value)) != 1:
                refuse(f"its {key} is {value}, rows and columns must have the same")
            value = value[0]
        return value

    for activation, make in ACTIVATIONS.items():
        if isinstance(module, type(make())):
            defaults = {key: value for key, value in vars(make()).items() if isinstance(value, (float, str))}
            if any(getattr(module, key) != value for key, value in defaults.items()):
                refuse(f"the library's {activation} has {defaults}")
            return [] if activation == "linear" else [[{"type": "activation", "activation": activation}, {}]]
    if isinstance(module, nn.Linear):
        kernel = module.weight.numpy().T
        bias = np.zeros(module.out_features) if module.bias is None else module.bias.numpy()
        kernel = kernel if order is None else kernel[order]
        return [[{"type": "dense", "units": module.out_features}, {"kernel": kernel, "bias": bias}]]
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        transposed = isinstance(module, nn.ConvTranspose2d)
        if one("dilation") != 1 or module.groups != 1 or module.padding_mode != "zeros":
            refuse("it must have no dilation, one group and zeros as padding")
        padding = module.padding if isinstance(module.padding, str) else one("padding")
        more = one("output_padding") if transposed else 0
        if more and more > padding:
            refuse(f"its output_padding is {more}, more than its padding {padding}")
        spec = {"type": "transposedConvolution" if transposed else "convolution", "filters": module.out_channels}
        # An output padding is fewer rows cut off at the end.
        spec |= {"kernel": one("kernel_size"), "stride": one("stride"), "padding": 0 if more else padding}
        bias = np.zeros(module.out_channels) if module.bias is None else module.bias.numpy()
        weights = {"kernel": module.weight.numpy().transpose(2, 3, 1, 0), "bias": bias}
        crop = [[{"type": "cropping", "start": padding, "end": padding - more}, {}]] if more else []
        return [[spec, weights], *crop]
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        units = module.num_features
        # The library adds its own epsilon, so the variance makes up for the difference.
        weights = {
            "gamma": np.ones(units) if module.weight is None else module.weight.numpy(),
            "beta": np.zeros(units) if module.bias is None else module.bias.numpy(),
            "moving_mean": module.running_mean.numpy(),
            "moving_variance": module.running_var.numpy() + module.eps - EPSILON,
        }
        if order is not None:
            weights = {weight: values[order] for weight, values in weights.items()}
        return [[{"type": "batchNormalization"}, weights]]
    if isinstance(module, nn.MaxPool2d):
        if one("stride") != one("kernel_size") or one("padding") != 0 or one("dilation") != 1 or module.ceil_mode:
            refuse("its stride must be its size, without padding or dilation")
        return [[{"type": "maxPooling", "size": one("kernel_size")}, {}]]
    if isinstance(module, nn.Upsample):
        factor = module.scale_factor
        if module.mode != "nearest" or not isinstance(factor, float) or factor % 1:
            refuse("it must repeat pixels a whole number of times")
        return [[{"type": "upSampling", "size": int(factor)}, {}]]
    if isinstance(module, nn.AdaptiveAvgPool2d) and module.output_size in (1, (1, 1)):
        return [[{"type": "globalAveragePooling"}, {}]]
    if isinstance(module, nn.Dropout):
        return [[{"type": "dropout", "rate": module.p}, {}]]
    refuse("the library has no such layer")
