"""Runs notebooks one after another, each in its own kernel, and reports events as lines of JSON.

Arguments: the folder for executed copies, the seconds that a cell may take, the notebooks.
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def report(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def error_of(cell):
    """The error output of a cell."""
    for output in cell.outputs:
        if output.output_type == "error":
            return dict(name=output.ename, message=output.evalue, trace=list(output.traceback))
    return dict(name="Error", message="the cell failed without an error message", trace=[])


def joined(outputs):
    """Joins consecutive stream outputs and keeps the order: nbclient's coalescing moves all printed text
    above the first figure."""
    whole = []
    for output in outputs:
        before = whole[-1] if whole else None
        if before and output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
        else:
            whole.append(output)
    return whole


def run(path, folder, limit):
    notebook = nbformat.read(path, as_version=4)
    # describes the previous outputs
    notebook.metadata.pop("autoencoders", None)
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    at = 0

    def starting(cell, cell_index):
        nonlocal at
        at = cell_index
        report("cell", number=cell_index + 1, done=sum(i < cell_index for i in code), of=len(code))

    client = NotebookClient(
        notebook,
        kernel_name="deno",
        timeout=limit,
        record_timing=False,
        allow_errors=False,
        on_cell_execute=starting,
        # a kernel that still runs a cell after its timeout would delay a graceful shutdown
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(path.parent)}},
    )
    report("start", name=path.stem, of=len(code))
    start = time.monotonic()
    failure = None
    try:
        client.execute()
    except CellExecutionError:
        failure = error_of(notebook.cells[at])
    except CellTimeoutError:
        failure = dict(name="Timeout", message=f"the cell ran longer than {limit} s", trace=[])
    except DeadKernelError:
        failure = dict(name="Kernel", message="the kernel died while the cell ran", trace=[])
    seconds = time.monotonic() - start
    for i in code:
        notebook.cells[i].outputs = joined(notebook.cells[i].outputs)
    # atomically: pages may be written from it at any time
    part = folder / f".{path.name}.part"
    nbformat.write(notebook, part)
    part.replace(folder / path.name)
    if failure:
        cell = notebook.cells[at]
        count = sum(i <= at for i in code)
        report("failed", seconds=seconds, cell=at + 1, count=count, source=cell.source, **failure)
    else:
        report("passed", seconds=seconds)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    try:
        for name in sys.argv[3:]:
            run(Path(name), target, int(sys.argv[2]))
    except OSError as error:
        # a full disk, a folder that cannot be written to
        report("stopped", message=f'cannot write "{error.filename or target}": {error.strerror}')
