"""Decodes a stream of the learned codec with Python's integers: MODEL STREAM COUNT, prints zeros and ones.

Written from lib/codec/learned/README.md, not from the TypeScript: a second reading of the format.
"""
import struct
import sys


class RangeDecoder:
    def __init__(self, stream):
        self.bytes = iter(stream)
        self.range = 2**32 - 1
        self.code = int.from_bytes(bytes(self.next() for _ in range(4)), "big")

    def next(self):
        return next(self.bytes, 0)

    def bit(self, probability):
        ones = (self.range >> 16) * probability
        bit = int(self.code < ones)
        if bit:
            self.range = ones
        else:
            self.code -= ones
            self.range -= ones
        while self.range < 2**24:
            self.range <<= 8
            self.code = self.code << 8 | self.next()
        return bit


class IntegerDecoder:
    def __init__(self, decoder):
        self.decoder = decoder
        self.bits = {}

    def bit(self, *context):
        probability, count = self.bits.get(context, (32768, 0))
        bit = self.decoder.bit(max(64, min(65472, probability)))
        change = (65535 if bit else 0) - probability
        rate = 2 + min(count, 62)
        probability += change // rate if change >= 0 else -(-change // rate)
        self.bits[context] = probability, count + 1
        return bit

    def integer(self):
        if self.bit("zero"):
            return 0
        negative = self.bit("negative")
        digits = 0
        while self.bit("more", digits):
            digits += 1
        value = 1
        for i in reversed(range(digits)):
            value = 2 * value + self.bit(digits, i, value if i >= digits - 2 else 0)
        return -value if negative else value


def read_model(file):
    assert file[:5] == b"AEM\x8a\x01"
    names = "height width channels blocks radius window_bits block_bits output_bits"
    model = dict(zip(names.split(), struct.unpack_from("<8H", file, 5)))
    h, w, c, r = (model[name] for name in ("height", "width", "channels", "radius"))
    taps = [
        (dy, dx)
        for dy in range(-r, 1)
        for dx in range(-r, r + 1)
        if (dy < 0 or dx < 0) and dy * dy + dx * dx <= (r + 0.5) ** 2
    ]
    model["taps"] = sorted(taps, key=lambda tap: (tap[0] ** 2 + tap[1] ** 2, *tap))
    decoder = RangeDecoder(file[25:])

    coders = {}

    def tensor(kind, rows, columns, differences=False):
        coder = coders.setdefault(kind, IntegerDecoder(decoder))
        values = []
        for _ in range(rows):
            row = [coder.integer() for _ in range(columns)]
            if differences and values:
                row = [a + b for a, b in zip(row, values[-1])]
            values.append(row)
        return values

    model["window"] = tensor("window", len(taps), c)
    model["bias"] = tensor("biases", 1, c)[0]
    model["rows"] = tensor("places", h, c, differences=True)
    model["columns"] = tensor("places", w, c, differences=True)
    model["layers"] = [
        (tensor("weights", 5 * c, c), tensor("biases", 1, c)[0]) for _ in range(model["blocks"])
    ]
    model["output"] = tensor("output", 1, c)[0]
    model["output_bias"] = tensor("output_bias", 1, 1)[0][0]
    return model


def probabilities(unit):
    """By the same series of doubles: + * / are exact to the bit in Python too."""
    step = term = 1.0
    for i in range(1, 20):
        term /= i * unit
        step += term
    table, power = {}, 1.0
    for i in range(12 * unit + 1):
        table[i] = min(65535, int(power / (1 + power) * 65536 + 0.5))
        table[-i] = 65536 - table[i]
        power *= step
    return table


def clamp(value):
    return max(0, min(4095, value))


def decode(model, stream, count):
    decoder = RangeDecoder(stream)
    h, w, c = model["height"], model["width"], model["channels"]
    table = probabilities(2 ** (model["output_bits"] + 6))
    limit = 12 * 2 ** (model["output_bits"] + 6)
    columns = [(list(zip(*weights)), biases) for weights, biases in model["layers"]]
    bits, shift = model["block_bits"], model["window_bits"] - 6
    for _ in range(count):
        pixels = {}
        layers = [{} for _ in range(model["blocks"] + 1)]
        for y in range(h):
            for x in range(w):
                sums = map(sum, zip(model["bias"], model["rows"][y], model["columns"][x]))
                sums = list(sums)
                for (dy, dx), weights in zip(model["taps"], model["window"]):
                    if pixels.get((y + dy, x + dx)):
                        sums = [a + b for a, b in zip(sums, weights)]
                half = 2 ** shift // 2 if shift > 0 else 0
                layers[0][y, x] = here = [
                    clamp((z + half) >> shift if shift > 0 else z << -shift) for z in sums
                ]
                for l, (weights, biases) in enumerate(columns):
                    seen = []
                    for dy, dx in ((0, -1), (0, 0), (-1, -1), (-1, 0), (-1, 1)):
                        seen += layers[l].get((y + dy, x + dx), [0] * c)
                    here = [
                        clamp(a + b + (sum(map(int.__mul__, seen, column)) + 2 ** (bits - 1) >> bits))
                        for a, b, column in zip(here, biases, weights)
                    ]
                    layers[l + 1][y, x] = here
                logit = sum(map(int.__mul__, here, model["output"])) + model["output_bias"]
                pixels[y, x] = decoder.bit(table[max(-limit, min(limit, logit))])
        yield "".join(str(pixels[y, x]) for y in range(h) for x in range(w))


model_file, stream_file = (open(path, "rb").read() for path in sys.argv[1:3])
print("".join(decode(read_model(model_file), stream_file, int(sys.argv[3]))))
