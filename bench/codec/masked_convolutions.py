"""Trains the network of the learned codec as masked convolutions of PyTorch; prints one JSON object.

usage: masked_convolutions.py CHANNELS BLOCKS RADIUS BATCH STEPS THREADS
The images are noise: the time does not depend on them.
"""

import json, sys, time
import torch
from torch import nn
from torch.nn import functional as F

channels, blocks, radius, batch, steps, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)
SIDE = 28


class Masked(nn.Module):
    """A convolution over the rows above and the pixels to the left; `here`: and the pixel itself."""

    def __init__(self, inputs, above, around, mask):
        super().__init__()
        self.padding = (around, around, above, 0)
        self.register_buffer("mask", mask)
        self.weight = nn.Parameter(0.05 * torch.randn(channels, inputs, above + 1, 2 * around + 1))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return F.conv2d(F.pad(x, self.padding), self.weight * self.mask, self.bias)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        y = torch.arange(-radius, 1).view(-1, 1)
        x = torch.arange(-radius, radius + 1).view(1, -1)
        disc = ((x * x + y * y) <= (radius + 0.5) ** 2) & ((y < 0) | (x < 0))
        self.window = Masked(1, radius, radius, disc.float())
        self.rows = nn.Parameter(torch.zeros(channels, SIDE, 1))
        self.columns = nn.Parameter(torch.zeros(channels, 1, SIDE))
        near = torch.tensor([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]])
        self.blocks = nn.ModuleList([Masked(channels, 1, 1, near) for _ in range(blocks)])
        self.output = nn.Conv2d(channels, 1, 1)

    def forward(self, x):
        h = torch.clamp(self.window(x) + self.rows + self.columns, 0, 64)
        for block in self.blocks:
            h = torch.clamp(h + block(h), 0, 64)
        return self.output(h)


network = Network()
optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
images = (torch.rand(batch, 1, SIDE, SIDE) < 0.2).float()


def step():
    optimizer.zero_grad()
    F.binary_cross_entropy_with_logits(network(images), images).backward()
    optimizer.step()


for _ in range(3):
    step()
started = time.perf_counter()
for _ in range(steps):
    step()
seconds = time.perf_counter() - started
print(json.dumps({"version": torch.__version__, "imagesPerSecond": batch * steps / seconds}))
