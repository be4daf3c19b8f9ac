"""Sizes of images in other formats, by Pillow and by programs; prints one JSON object a row.

usage: programs.py PIXELS COUNT HEIGHT WIDTH MAXIMUM lossless|lossy
PIXELS is a file of bytes, image after image. The whole set is one mosaic of square shape; single files are
those of the first images. A program or library that is absent gives a row that says so.
"""

import io, json, math, os, shutil, subprocess, sys, tempfile

path, count, height, width, maximum = sys.argv[1], *map(int, sys.argv[2:6])
lossy = sys.argv[6] == "lossy"
data = open(path, "rb").read()
binary = maximum == 1
columns = math.isqrt(count - 1) + 1
rows = -(-count // columns)

try:
    import PIL
    from PIL import Image, ImageChops, features
except ImportError:
    Image = None


def emit(**row):
    print(json.dumps(row), flush=True)


def mosaic(images, columns):
    rows = -(-(len(images) // (height * width)) // columns)
    out = bytearray(rows * height * columns * width)
    for i in range(len(images) // (height * width)):
        for y in range(height):
            at = ((i // columns) * height + y) * columns * width + (i % columns) * width
            source = (i * height + y) * width
            out[at : at + width] = images[source : source + width]
    return bytes(out), rows * height, columns * width


def picture(pixels, h, w):
    if binary:  # black ink on white paper, as these formats expect
        return Image.frombytes("L", (w, h), bytes(255 - 255 * p for p in pixels)).convert("1", dither=0)
    return Image.frombytes("L", (w, h), pixels)


def packed(pixels, h, w):
    out = bytearray()
    for y in range(h):
        row = pixels[y * w : (y + 1) * w] + bytes(-w % 8)
        out += bytes(sum(row[x + i] << (7 - i) for i in range(8)) for x in range(0, len(row), 8))
    return bytes(out)


def netpbm(pixels, h, w):
    return b"P4\n%d %d\n" % (w, h) + packed(pixels, h, w)


class Absent(Exception):
    pass


def run(*command):
    if shutil.which(command[0]) is None:
        raise Absent(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True)
    if done.returncode != 0:
        raise Absent(f"{command[0]} failed: {done.stderr.decode()[-100:].strip()}")


def with_program(command, suffix, source):
    """What a program makes of a file: command has IN and OUT."""
    with tempfile.TemporaryDirectory() as folder:
        a, b = os.path.join(folder, "a" + suffix[0]), os.path.join(folder, "b" + suffix[1])
        open(a, "wb").write(source)
        run(*[{"IN": a, "OUT": b}.get(word, word) for word in command])
        return open(b, "rb").read()


def by_pillow(kind, feature=None, **options):
    def encode(pixels, h, w, quality=None):
        if Image is None:
            raise Absent("Pillow is not installed")
        if feature and not features.check(feature):
            raise Absent(f"this Pillow has no {feature}")
        image, out = picture(pixels, h, w), io.BytesIO()
        if kind in ("WEBP", "AVIF", "JPEG"):
            image = image.convert("L")
        image.save(out, kind, **options, **({} if quality is None else {"quality": quality}))
        return out.getvalue()

    return encode


def as_png(pixels, h, w):
    return by_pillow("PNG")(pixels, h, w)


def jxl(pixels, h, w, distance=0):
    effort = "9" if distance == 0 else "7"
    command = ["cjxl", "IN", "OUT", "-d", str(distance), "-e", effort, "--quiet"]
    return with_program(command, (".png", ".jxl"), as_png(pixels, h, w))


def decode(stream, kind):
    if kind == "JPEG XL":
        stream = with_program(["djxl", "IN", "OUT", "--quiet"], (".jxl", ".png"), stream)
    return Image.open(io.BytesIO(stream)).convert("L")


def psnr(stream, kind, pixels, h, w):
    difference = ImageChops.difference(decode(stream, kind), picture(pixels, h, w)).histogram()
    mse = sum(n * (d / 255) ** 2 for d, n in enumerate(difference)) / (h * w)
    return 99 if mse == 0 else -10 * math.log10(mse)


whole = mosaic(data, columns)
SINGLES = 100
singles = [
    (data[i * height * width : (i + 1) * height * width], height, width)
    for i in range(min(SINGLES, count))
]


def measure(name, encode, single=True):
    try:
        row = {"name": name, "bytes": len(encode(*whole)) / count, "n": count}
        if single:
            row["single"] = sum(len(encode(*one)) for one in singles) / len(singles)
        emit(**row)
    except Absent as reason:
        emit(name=name, absent=str(reason))


def stored(command, suffix):
    """A general compressor: over packed bits if the images are binary, each image in whole bytes."""

    def encode(pixels, h, w):
        images = data if pixels is whole[0] else pixels
        size = height * width
        parts = [images[i : i + size] for i in range(0, len(images), size)]
        source = b"".join(packed(p, 1, size) for p in parts) if binary else images
        return command(source) if callable(command) else with_program(command, suffix, source)

    return encode


if not lossy:
    import bz2, gzip

    measure("packed bits" if binary else "bytes", stored(lambda source: source, None))
    measure("gzip -9", stored(lambda source: gzip.compress(source, 9), None))
    measure("bz2 -9", stored(lambda source: bz2.compress(source, 9), None))
    measure("zpaq -m5", stored(["zpaq", "a", "OUT", "IN", "-m5", "-t1"], (".raw", ".zpaq")))
    measure("PNG", by_pillow("PNG", optimize=True))
    measure("WebP, lossless", by_pillow("WEBP", "webp", lossless=True, method=6, quality=100))
    measure("JPEG XL, lossless", jxl)
    if binary:
        pbm = lambda command, suffix: lambda *p: with_program(command, suffix, netpbm(*p))
        measure("G4 (TIFF)", by_pillow("TIFF", "libtiff", compression="group4"))
        measure("JBIG1", pbm(["pbmtojbg", "-q", "IN", "OUT"], (".pbm", ".jbg")))
        measure("JBIG1 (T.85)", pbm(["pbmtojbg85", "IN", "OUT"], (".pbm", ".jbg")))
        measure("JB2 (DjVu)", pbm(["cjb2", "IN", "OUT"], (".pbm", ".djvu")))
else:
    formats = {
        "JPEG": (by_pillow("JPEG", optimize=True), (2, 5, 10, 17, 25, 40, 60, 80)),
        "WebP": (by_pillow("WEBP", "webp", method=6), (0, 1, 3, 7, 15, 30, 50, 75)),
        "AVIF": (by_pillow("AVIF", "avif", speed=6), (2, 6, 10, 20, 28, 35, 50)),
        "JPEG XL": (jxl, (15, 10, 7.5, 6, 4.5, 3, 1.5)),
    }
    for name, (encode, qualities) in formats.items():
        try:
            for quality in qualities:
                stream = encode(*whole, quality)
                few = singles[:20]
                ones = [encode(*one, quality) for one in few]
                errors = [10 ** (-psnr(s, name, *one) / 10) for s, one in zip(ones, few)]
                emit(
                    name=name,
                    quality=quality,
                    n=count,
                    bytes=len(stream) / count,
                    psnr=psnr(stream, name, *whole),
                    single=sum(map(len, ones)) / len(few),
                    singlePsnr=-10 * math.log10(sum(errors) / len(few)),
                )
        except Absent as reason:
            emit(name=name, absent=str(reason))
