"""
Keras 3 on TensorFlow. The trial chooses how a step is run: by train_on_batch or by a tf.function over
the Keras model, each with and without XLA. (fit only adds to train_on_batch.)
"""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tensorflow as tf
from keras import layers as K

from serve import read_material, serve


def keras_layer(layer, size):
    """The Keras layer; `size` is the input height."""
    kind, activation = layer["kind"], layer.get("activation")
    if kind == "dense":
        return K.Dense(layer["units"], activation=activation)
    if kind == "conv":
        return K.Conv2D(layer["filters"], layer["kernel"], layer["stride"], "same", activation=activation)
    if kind == "transposed":
        stride = layer["stride"]
        # 4 x 4 becomes 7 x 7, not the 8 x 8 of padding "same"
        odd = {"output_padding": 0} if size > 1 and layer["size"] != size * stride else {}
        return K.Conv2DTranspose(layer["filters"], layer["kernel"], stride, "valid" if size == 1 else "same",
                                 activation=activation, **odd)
    return {"maxPool": lambda: K.MaxPooling2D(), "upSample": lambda: K.UpSampling2D(), "flatten": lambda: K.Flatten(),
            "averagePool": lambda: K.GlobalAveragePooling2D(keepdims=True),
            "reshape": lambda: K.Reshape(layer["shape"])}[kind]()


def keras_model(network):
    image = outputs = keras.Input(tuple(network["input"]))
    for layer in network["layers"]:
        outputs = keras_layer(layer, outputs.shape[1])(outputs)
    return keras.Model(image, outputs)


def candidates(_request):
    return [{"step": step, "jit_compile": jit} for step in ("train_on_batch", "function") for jit in (False, True)]


def build(request, settings):
    threads(request["threads"])
    network = request["network"]
    images, weights = read_material(request)
    keras.backend.clear_session()
    model, values, at = keras_model(network), [], 0
    for weight in model.get_weights():
        values.append(weights[at:at + weight.size].reshape(weight.shape))
        at += weight.size
    model.set_weights(values)
    xs = [tf.constant(x.reshape(-1, *network["input"])) for x in images]
    loss_of = keras.losses.BinaryCrossentropy(from_logits=True) if network["loss"] == "bce" else keras.losses.MeanSquaredError()
    # Keras adds epsilon before the bias correction, the others after it: in the first steps, the epsilon
    # of the others is 1e-7 * sqrt(1 - 0.999 ** step) in the sense of Keras.
    adam = keras.optimizers.Adam(1e-3, epsilon=5e-9)
    jit = settings["jit_compile"]
    model.compile(adam, loss_of, jit_compile=jit)
    if settings["step"] == "train_on_batch":
        def step(index):
            # the loss of Keras is a running mean, so the metrics are reset
            model.reset_metrics()
            return float(model.train_on_batch(xs[index % len(xs)], xs[index % len(xs)]))
        return step, model.count_params()

    adam.build(model.trainable_variables)

    @tf.function(jit_compile=jit)
    def train(x):
        with tf.GradientTape() as tape:
            loss = loss_of(x, model(x, training=True))
        adam.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    return lambda index: float(train(xs[index % len(xs)])), model.count_params()


def threads(count):
    """Must be called before TensorFlow computes anything."""
    if tf.config.threading.get_intra_op_parallelism_threads() != count:
        tf.config.threading.set_intra_op_parallelism_threads(count)
        tf.config.threading.set_inter_op_parallelism_threads(count)


if __name__ == "__main__":
    serve(candidates, build, {"keras": keras.__version__, "tensorflow": tf.__version__})
