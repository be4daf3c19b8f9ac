"""One job by the tools of Python: theirs.py JOB MATERIAL.json. Prints its time as JSON.

What is compiled on first use is compiled before the time is taken.
"""

import json
import os
import sys
import time

job, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    material = json.load(file)
THREADS = material["threads"]
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"]:
    os.environ[variable] = str(THREADS)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np  # after the numbers of threads are set


def rows(name, dtype):
    of = material[name]
    return np.fromfile(of["file"], dtype).reshape(of["count"], of["dimensions"])


def timed(work):
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def tsne():
    from openTSNE import TSNE

    codes = rows("codes", np.float32)
    few = codes[:100]
    fastest = None
    for method in ["bh", "fft"]:  # the faster of the two counts
        def project(points):
            tsne = TSNE(
                perplexity=min(30, (len(points) - 1) / 3), early_exaggeration_iter=250, n_iter=500,
                negative_gradient_method=method, n_jobs=THREADS, random_state=1,
            )
            return np.asarray(tsne.fit(points), np.float32)

        project(few)
        ms, plane = timed(lambda: project(codes))
        if fastest is None or ms < fastest[0]:
            fastest = ms, plane
    return fastest


def umap():
    sys.modules["tensorflow"] = None  # umap imports it if it can, and its LLVM and Numba's abort together
    from umap import UMAP

    codes = rows("codes", np.float32)
    project = lambda points: UMAP(n_neighbors=15, n_epochs=200, n_jobs=THREADS).fit_transform(points)
    project(codes[:500])
    project(codes[:5000])  # from 4,096 points on, the neighbours are approximate: another code path
    return timed(lambda: project(codes))


def pca():
    from sklearn.decomposition import PCA

    images = rows("train", np.uint8).astype(np.float32) / 255
    fit = lambda x: PCA(n_components=32, random_state=1).fit(x)
    fit(images[:1000])
    ms, fitted = timed(lambda: fit(images))
    return ms, float(fitted.explained_variance_ratio_.sum())


def kmeans():
    from sklearn.cluster import KMeans

    codes = rows("codes", np.float32)
    fit = lambda x: KMeans(n_clusters=10, n_init=4, random_state=1).fit(x)
    fit(codes[:100])
    ms, fitted = timed(lambda: fit(codes))
    return ms, float(fitted.inertia_)


def ssim():
    from skimage.metrics import structural_similarity

    side = material["side"]
    x, y = (rows(name, np.uint8).reshape(-1, side, side).astype(np.float32) / 255
            for name in ["test", "reconstructed"])
    measure = lambda n: np.mean(
        [structural_similarity(x[i], y[i], win_size=11, data_range=1) for i in range(n)])
    measure(10)
    ms, mean = timed(lambda: measure(len(x)))
    return ms, float(mean)


def mnist():
    from torchvision.datasets import MNIST

    folder = material["folder"]
    ms, sets = timed(lambda: [MNIST(folder, train=train) for train in [True, False]])
    return ms, sum(len(images) for images in sets)


def keras_network():
    from keras import layers, models

    image, code = layers.Input((28, 28, 1)), layers.Input((32,))
    h = layers.Flatten()(image)
    for units in [512, 256, 128]:
        h = layers.Dense(units, activation="relu")(h)
    encoder = models.Model(image, layers.Dense(32)(h))
    h = code
    for units in [128, 256, 512]:
        h = layers.Dense(units, activation="relu")(h)
    out = layers.Reshape((28, 28, 1))(layers.Dense(784, activation="sigmoid")(h))
    decoder = models.Model(code, out)
    return models.Model(image, decoder(encoder(image)))


def model():
    from keras.models import load_model

    path = material["kerasModel"]
    if not os.path.exists(path):
        keras_network().save(path)
    ms, opened = timed(lambda: load_model(path))
    return ms, opened.count_params()


def figure():
    import io
    import keras  # noqa: F401: what a notebook of the same lesson imports
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    side = material["side"]
    images = rows("test", np.uint8)[:10].reshape(-1, side, side)
    _, axes = plt.subplots(1, 10, figsize=(10, 1))
    for axis, image in zip(axes, images):
        axis.imshow(image, cmap="gray")
        axis.axis("off")
    png = io.BytesIO()
    plt.savefig(png)
    return 0, len(png.getvalue())


ms, value = globals()[job]()
if isinstance(value, np.ndarray):
    value.astype(np.float32).tofile(path + ".plane")
    value = None
print(json.dumps({"ms": ms, "value": value}))
