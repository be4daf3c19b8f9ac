"""Models of this library in Keras 3, and Keras models here.

    python keras_bridge.py export model.safetensors FOLDER
    python keras_bridge.py import encoder.keras decoder.keras model.safetensors

`export` writes encoder.keras and decoder.keras to FOLDER. `import` takes any two Keras models that are a chain of
the layers below; `loadAutoencoder("model.safetensors")` opens the result. From Python: `load` and `save`.

Needs keras, one of its backends (JAX, PyTorch or TensorFlow) and safetensors. Images are [n, h, w, c] in 0-1 and
codes [n, k] on both sides; the weights are the same numbers. The network of `load` is ready for prediction and
for further training.
"""

import json
import pathlib
import sys

import keras
import numpy as np
from keras import layers
from safetensors import safe_open
from safetensors.numpy import save_file

EPSILON = 1e-3  # which the library adds to the variance in batch normalisation
SLOPE = 0.01  # of its leaky ReLU below zero
ACTIVATIONS = {  # Keras's names by those of the library
    **{name: name for name in "linear relu elu selu gelu mish softplus sigmoid tanh".split()},
    "swish": "silu",
    "leakyRelu": "leaky_relu",
}
ZEROS = {"kernel_initializer": "zeros"}  # the weights follow, and sampling some first takes time
WEIGHTS = {  # by the type of a layer, in Keras's order
    **dict.fromkeys(["dense", "convolution", "transposedConvolution"], ["kernel", "bias"]),
    "batchNormalization": ["gamma", "beta", "moving_mean", "moving_variance"],
}


def load(path):
    """The encoder and decoder of a model that the library saved, as Keras models."""
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        quantization = json.loads(metadata["quantization"])
        weights = {name: dequantized(file.get_tensor(name), quantization.get(name)) for name in file.keys()}
    spec = json.loads(metadata["spec"])
    if spec.get("classes"):
        raise ValueError("a decoder with labels as its condition cannot be converted")
    size = (spec["height"], spec["width"], spec["channels"])
    encoder = chain("encoder", size, spec["encoder"], weights)
    decoder = chain("decoder", (spec["latent"],), spec["decoder"], weights)
    decoder.add(layers.Activation(spec["output"], name="output"))
    return encoder, decoder


def dequantized(weight, q):
    """A stored weight as float32: int8 is bytes with a scale and a minimum."""
    return (weight * q["scale"] + q["minimum"] if q else weight).astype(np.float32)


def chain(part, shape, specs, weights):
    model = keras.Sequential([keras.Input(shape)], name=part)
    for i, spec in enumerate(specs, 1):
        added = keras_layers(spec)
        for layer in added:
            model.add(layer)
        names = [f"{part}/{i}_{spec['type']}/{weight}" for weight in WEIGHTS.get(spec["type"], [])]
        if names:
            weighted = next(layer for layer in added if layer.weights)
            weighted.set_weights([weights[name] for name in names])
    return model


def keras_layers(spec):
    """The Keras layers of one layer of the library."""
    kind, activation = spec["type"], spec.get("activation", "linear")
    # Keras's leaky ReLU as an activation has another slope.
    after = [layers.LeakyReLU(negative_slope=SLOPE)] if activation == "leakyRelu" else []
    name = "linear" if after else ACTIVATIONS[activation]
    if kind == "dense":
        return [layers.Dense(spec["units"], activation=name, **ZEROS), *after]
    if kind in ("convolution", "transposedConvolution"):
        kernel, stride = spec.get("kernel", 3), spec.get("stride", 1)
        padding = spec.get("padding", "same")
        transposed = kind == "transposedConvolution"
        make = layers.Conv2DTranspose if transposed else layers.Conv2D
        own = padding if isinstance(padding, str) else "valid"
        layer = make(spec["filters"], kernel, strides=stride, padding=own, activation=name, **ZEROS)
        if isinstance(padding, str):
            return [layer, *after]
        sides = (padding, padding + (max(stride - kernel, 0) if transposed else 0))
        if transposed:
            return [layer, *after, layers.Cropping2D((sides, sides))]
        return [layers.ZeroPadding2D((sides, sides)), layer, *after]
    if kind == "posteriorMean":
        return [layers.Reshape((2, spec["units"])), layers.Cropping1D((0, 1)), layers.Flatten()]
    if kind == "cropping":
        sides = (spec["start"], spec["end"])
        return [layers.Cropping2D((sides, sides))]
    simple = {
        "maxPooling": lambda: [layers.MaxPooling2D(spec["size"])],
        "upSampling": lambda: [layers.UpSampling2D(spec["size"])],
        "globalAveragePooling": lambda: [layers.GlobalAveragePooling2D()],
        "flatten": lambda: [layers.Flatten()],
        "reshape": lambda: [layers.Reshape(spec["shape"])],
        "batchNormalization": lambda: [layers.BatchNormalization(momentum=0.9, epsilon=EPSILON)],
        "dropout": lambda: [layers.Dropout(spec["rate"])],
        "activation": lambda: after or [layers.Activation(name)],
    }
    if kind not in simple:
        raise ValueError(f"a layer of type {kind} has no counterpart in Keras")
    return simple[kind]()


def save(encoder, decoder, path, name="from Keras"):
    """Writes two Keras models, image to code and code to image, as one model of the library."""
    height, width, channels = encoder.input_shape[1:]
    parts, tensors = {}, {}
    for part, model in {"encoder": encoder, "decoder": decoder}.items():
        specs = []
        for layer in flat(model):
            for spec, weights in converted(layer):
                specs.append(spec)
                for weight, values in weights.items():
                    tensors[f"{part}/{len(specs)}_{spec['type']}/{weight}"] = np.ascontiguousarray(values, np.float32)
        parts[part] = specs
    spec = {
        **{"name": name, "height": height, "width": width, "channels": channels},
        **{"latent": encoder.output_shape[-1], "initializer": "glorotUniform"},
        **{"output": take_output(parts["decoder"]), **parts},
    }
    metadata = {"format": "autoencoders model", "version": "2", "precision": "float32"}
    others = {"spec": spec, "notes": {}, "software": {"keras": keras.__version__}, "quantization": {}}
    save_file(tensors, path, {**metadata, **{key: json.dumps(value) for key, value in others.items()}})


def flat(model):
    """The layers of a model, those of models inside it too."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from flat(layer)
        elif not isinstance(layer, layers.InputLayer):
            yield layer


def converted(layer):
    """A Keras layer as layers of the library: a list of (spec, weights by name)."""
    config, kind = layer.get_config(), type(layer).__name__

    def refuse(what):
        raise ValueError(f"layer {layer.name} ({kind}) cannot be converted: {what}")

    def one(key):
        """A setting that the library has once for rows and columns."""
        value = config[key]
        if isinstance(value, (list, tuple)):
            if len(set(map(repr, value))) != 1:
                refuse(f"its {key} is {value}, rows and columns must have the same")
            value = value[0]
        return value

    def activated(spec, weights):
        activation = config.get("activation", "linear")
        known = {keras_name: ours for ours, keras_name in ACTIVATIONS.items() if ours != "leakyRelu"}
        if activation == "swish":
            activation = "silu"
        if activation not in known:
            refuse(f"its activation is {activation}, expected one of {', '.join(known)}")
        if spec["type"] == "activation" or activation != "linear":
            spec["activation"] = known[activation]
        return [(spec, weights)]

    def kernel_and_bias(units):
        kernel = np.asarray(layer.kernel)
        return {"kernel": kernel, "bias": layer.bias if config["use_bias"] else np.zeros(units)}

    if config.get("data_format", "channels_last") != "channels_last":
        refuse("its images must be channels_last")
    if kind == "Dense":
        return activated({"type": "dense", "units": layer.units}, kernel_and_bias(layer.units))
    if kind in ("Conv2D", "Conv2DTranspose"):
        if one("dilation_rate") != 1:
            refuse("it is dilated")
        if config.get("groups", 1) != 1 or config.get("output_padding") is not None:
            refuse("it has groups or an output padding")
        type_name = "convolution" if kind == "Conv2D" else "transposedConvolution"
        spec = {"type": type_name, "filters": layer.filters, "kernel": one("kernel_size")}
        spec |= {"stride": one("strides"), "padding": config["padding"]}
        return activated(spec, kernel_and_bias(layer.filters))
    if kind == "BatchNormalization":
        units = layer.moving_mean.shape[0]
        # The library adds its own epsilon, so the variance makes up for the difference.
        variance = np.asarray(layer.moving_variance) + config["epsilon"] - EPSILON
        return [({"type": "batchNormalization"}, {
            "gamma": layer.gamma if config["scale"] else np.ones(units),
            "beta": layer.beta if config["center"] else np.zeros(units),
            "moving_mean": layer.moving_mean,
            "moving_variance": variance,
        })]
    if kind == "LeakyReLU":
        if not np.isclose(config["negative_slope"], SLOPE):
            refuse(f"its slope is {config['negative_slope']}, the library has {SLOPE}")
        return [({"type": "activation", "activation": "leakyRelu"}, {})]
    if kind == "MaxPooling2D":
        if config["padding"] != "valid" or tuple(config["strides"]) != tuple(config["pool_size"]):
            refuse("its strides must be its size, without padding")
        return [({"type": "maxPooling", "size": one("pool_size")}, {})]
    if kind == "UpSampling2D" and config["interpolation"] == "nearest":
        return [({"type": "upSampling", "size": one("size")}, {})]
    if kind == "Cropping2D":
        start, end = one("cropping")
        return [({"type": "cropping", "start": start, "end": end}, {})]
    if kind == "Reshape":
        shape = list(layer.output.shape[1:])
        return [({"type": "reshape", "shape": shape}, {})]
    if kind == "ReLU" and config["max_value"] is None and not config["negative_slope"] and not config["threshold"]:
        return [({"type": "activation", "activation": "relu"}, {})]
    if kind == "Activation":
        return activated({"type": "activation"}, {})
    if kind == "Flatten" and len(layer.input.shape) == 2:
        return []  # flat already
    simple = {"Flatten": "flatten", "GlobalAveragePooling2D": "globalAveragePooling"}
    if kind in simple:
        return [({"type": simple[kind]}, {})]
    if kind == "Dropout":
        return [({"type": "dropout", "rate": config["rate"]}, {})]
    refuse("the library has no such layer")


def take_output(decoder):
    """Removes the last activation from the decoder's layers: it is the model's output."""
    for at in range(len(decoder) - 1, -1, -1):
        spec = decoder[at]
        if spec["type"] in ("reshape", "cropping"):
            continue  # they commute with it
        if spec["type"] == "activation" and at == len(decoder) - 1:
            if spec["activation"] in ("sigmoid", "tanh", "linear"):
                decoder.pop(at)
                return spec["activation"]
        elif spec.get("activation", "linear") in ("sigmoid", "tanh"):
            return spec.pop("activation")
        break
    return "linear"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["export", model, folder]:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            for part in load(model):
                part.save(f"{folder}/{part.name}.keras")
        case ["import", encoder, decoder, model]:
            save(keras.saving.load_model(encoder), keras.saving.load_model(decoder), model)
        case _:
            sys.exit(__doc__)
