"""Answers the questions of the bench, one line of JSON each, until standard input is closed."""
import json
import sys
import time

FIRST_STEPS, FIRST_SECONDS = 10, 5.0  # as in bench/engines/protocol.ts
TRIAL_SECONDS = 1.0


def peak_bytes():
    """The peak memory of this process."""
    try:
        # ru_maxrss includes the memory of the parent at the fork
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except OSError:
        import resource
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def ms_per_step(step):
    """A short timing after two warm-up steps."""
    step(0), step(1)
    start, steps = time.perf_counter(), 0
    while steps < 2 or time.perf_counter() - start < TRIAL_SECONDS:
        step(steps)
        steps += 1
    return (time.perf_counter() - start) / steps * 1000


def serve(candidates, build, versions):
    """
    candidates(request) lists the settings to try for a network, build(request, settings) returns
    (a function that takes one step and returns its loss, the number of parameters).
    """
    step, taken = None, 0

    def trial(request):
        tried, reason = [], None
        for settings in candidates(request):
            try:
                tried.append({"settings": settings, "msPerStep": ms_per_step(build(request, settings)[0])})
            except Exception as error:  # settings that this machine does not support
                reason = error
                print(f"{settings}: {error}", file=sys.stderr)
        if not tried:
            raise ValueError(f"no settings work: {reason}")
        return {"settings": min(tried, key=lambda t: t["msPerStep"])["settings"], "tried": tried}

    def first(request):
        nonlocal step, taken
        step, parameters = build(request, request["settings"])
        taken, losses, start = 0, [], time.perf_counter()
        while not losses or len(losses) < FIRST_STEPS and time.perf_counter() - start < FIRST_SECONDS:
            losses.append(step(taken))
            taken += 1
        note = ", ".join(f"{key} {value}" for key, value in request["settings"].items())
        return {"parameters": parameters, "losses": losses, "versions": versions, "note": note}

    def run(request):
        nonlocal taken
        start, steps = time.perf_counter(), 0
        while not steps or time.perf_counter() - start < request["seconds"]:
            loss = step(taken)
            taken += 1
            steps += 1
        ms = (time.perf_counter() - start) * 1000
        return {"steps": steps, "ms": ms, "loss": loss, "peakBytes": peak_bytes()}

    answers = {"trial": trial, "build": first, "run": run}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = answers[request["ask"]](request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def read_material(request):
    """(the batches, each as float32 [batch, 784], the weights file as one row of float32)"""
    import numpy as np
    images = np.memmap(request["images"], np.uint8, "r").reshape(-1, request["network"]["batch"], 784)
    weights = np.fromfile(request["weights"], np.float32)
    return (np.array(batch, np.float32) for batch in images), weights
