"""
JAX on the CPU: a step is one jitted function. The trial chooses whether it may update the buffers of the
variables in place (donation). Dense layers only: the convolutions of JAX on a CPU are several times slower
than those of PyTorch.
"""
from functools import partial

import jax
import jax.numpy as jnp

from serve import read_material, serve

ACTIVATIONS = {"linear": lambda x: x, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh}
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-7


def candidates(_request):
    return [{"donate": donate} for donate in (False, True)]


def build(request, settings):
    network = request["network"]
    if any(layer["kind"] != "dense" for layer in network["layers"]):
        raise ValueError("only dense layers are measured")
    activations = [ACTIVATIONS[layer["activation"]] for layer in network["layers"]]
    images, weights = read_material(request)
    xs, variables, at, width = [jnp.asarray(x) for x in images], [], 0, network["input"][0]
    for layer in network["layers"]:
        for shape in ((width, layer["units"]), (layer["units"],)):
            size = shape[0] * (shape[1] if len(shape) > 1 else 1)
            variables.append(jnp.asarray(weights[at:at + size].reshape(shape)))
            at += size
        width = layer["units"]

    def loss_of(variables, x):
        z = x
        for kernel, bias, activation in zip(variables[::2], variables[1::2], activations):
            z = activation(z @ kernel + bias)
        if network["loss"] == "mse":
            return jnp.mean((z - x) ** 2)
        return jnp.mean(jnp.maximum(z, 0) - z * x + jnp.log1p(jnp.exp(-jnp.abs(z))))

    @partial(jax.jit, donate_argnums=(0,) if settings["donate"] else ())
    def train(state, x):
        variables, first, second, t = state
        loss, gradients = jax.value_and_grad(loss_of)(variables, x)
        t += 1
        first = [BETA1 * m + (1 - BETA1) * g for m, g in zip(first, gradients)]
        second = [BETA2 * v + (1 - BETA2) * g * g for v, g in zip(second, gradients)]
        scale, root = RATE / (1 - BETA1 ** t), jnp.sqrt(1 - BETA2 ** t)
        variables = [w - scale * m / (jnp.sqrt(v) / root + EPSILON)
                     for w, m, v in zip(variables, first, second)]
        return (variables, first, second, t), loss

    zeros = lambda: [jnp.zeros_like(w) for w in variables]
    parameters = sum(w.size for w in variables)
    state = variables, zeros(), zeros(), jnp.float32(0)

    def step(index):
        nonlocal state
        state, loss = train(state, xs[index % len(xs)])
        return float(loss)

    return step, parameters


serve(candidates, build, {"jax": jax.__version__})
