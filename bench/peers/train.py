"""
Trains a network in Keras or PyTorch, by the library's own optimiser from its own initial weights.
Reads a job from a file of JSON, writes the weights to a file, in the layout of Keras, and prints the rest.
"""
import json
import math
import pathlib
import sys
import time

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "engines"))


def images(file, white):
    return np.fromfile(file, np.uint8).reshape(-1, 784).astype(np.float32) / np.float32(white)


def progress(job, epoch, loss):
    print(f"{job['label']}  epoch {epoch}/{job['epochs']}  loss {loss:.5f}", file=sys.stderr, flush=True)


def train_keras(job):
    import tensorflow_keras  # first: it selects the backend
    import keras
    import tensorflow as tf
    assert job["schedule"] == "constant", f"Keras: schedule {job['schedule']}"
    network = job["network"]
    tensorflow_keras.threads(job["threads"])
    keras.utils.set_random_seed(job["seed"])
    model = tensorflow_keras.keras_model(network)
    logits = network["loss"] == "bce"
    loss = keras.losses.BinaryCrossentropy(from_logits=True) if logits else keras.losses.MeanSquaredError()
    model.compile(keras.optimizers.Adam(job["learningRate"]), loss)
    x, test = (images(job[part], job["white"]).reshape(-1, *network["input"]) for part in ("train", "test"))
    show = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: progress(job, epoch + 1, logs["loss"]))
    start = time.perf_counter()
    model.fit(x, x, batch_size=network["batch"], epochs=job["epochs"], verbose=0, callbacks=[show])
    seconds = time.perf_counter() - start
    outputs = model.predict(test, batch_size=500, verbose=0)
    outputs = tf.sigmoid(outputs).numpy() if logits else outputs
    versions = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
    return model.get_weights(), outputs, test, seconds, versions


def train_pytorch(job):
    import torch
    from torch.nn import functional as F

    import pytorch
    network = job["network"]
    torch.set_num_threads(job["threads"])
    torch.set_flush_denormal(True)
    torch.manual_seed(job["seed"])
    model = torch.nn.Sequential(*pytorch.layers(network))
    adam = torch.optim.Adam(model.parameters(), job["learningRate"])
    logits = network["loss"] == "bce"
    loss_of = F.binary_cross_entropy_with_logits if logits else F.mse_loss
    shape = (-1, 1, 28, 28) if len(network["input"]) == 3 else (-1, 784)
    x, test = (torch.from_numpy(images(job[part], job["white"])).reshape(shape) for part in ("train", "test"))
    steps = job["epochs"] * math.ceil(len(x) / network["batch"])
    schedule = {
        "constant": lambda: torch.optim.lr_scheduler.ConstantLR(adam, 1),
        "cosine": lambda: torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps),
    }[job["schedule"]]()
    start = time.perf_counter()
    for epoch in range(job["epochs"]):
        total = 0.0
        for rows in torch.randperm(len(x)).split(network["batch"]):
            batch = x[rows]
            adam.zero_grad(set_to_none=True)
            loss = loss_of(model(batch), batch)
            loss.backward()
            adam.step()
            schedule.step()
            total += loss.item() * len(rows)
        progress(job, epoch + 1, total / len(x))
    seconds = time.perf_counter() - start
    with torch.no_grad():
        outputs = torch.cat([model(batch) for batch in test.split(500)])
        outputs = torch.sigmoid(outputs) if logits else outputs
    # [out, in, h, w], of transposed convolutions [in, out, h, w], to [h, w, in, out] and [h, w, out, in]
    axes = {1: (0,), 2: (1, 0), 4: (2, 3, 1, 0)}
    weights = [p.detach().permute(axes[p.dim()]).numpy() for p in model.parameters()]
    return weights, outputs.numpy(), test.numpy(), seconds, f"PyTorch {torch.__version__}"


job = json.loads(pathlib.Path(sys.argv[1]).read_text())
train = {"Keras": train_keras, "PyTorch": train_pytorch}[job["library"]]
weights, outputs, test, seconds, versions = train(job)
np.concatenate([np.ravel(weight) for weight in weights]).astype(np.float32).tofile(job["weights"])
mse = float(np.mean((outputs.reshape(test.shape).astype(np.float64) - test) ** 2))
print(json.dumps({"mse": mse, "seconds": seconds, "versions": versions}))
