"""Runs commands on a Dask cluster: dask_calls.py ADDRESS CALLS.json

CALLS.json has "calls", each with a name and a command, and "env", variables for all of them. Prints a line
of JSON for each command that has ended, in the order in which they end. What a worker that died was running,
Dask itself runs again on another one.
"""

import json
import os
import subprocess
import sys

from distributed import Client, as_completed


def run(command, env):
    """On a worker."""
    done = subprocess.run(
        command,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return {"code": done.returncode, "stderr": done.stderr[-2000:]}


def main():
    address, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        work = json.load(file)
    try:
        client = Client(address)
    except (OSError, ValueError) as error:
        sys.exit(f"no Dask scheduler answers at {address}: {error}")
    with client:
        print(json.dumps({"dashboard": client.dashboard_link}), flush=True)
        names = {}
        futures = []
        for i, call in enumerate(work["calls"]):
            key = f"{call['name']} {os.getpid()}-{i}"
            names[key] = call["name"]
            futures.append(client.submit(run, call["command"], work["env"], key=key, pure=False))
        for future in as_completed(futures):
            if future.status == "finished":
                end = future.result()
            else:
                end = {"code": 1, "stderr": f"{future.exception()}"}
            print(json.dumps({"name": names[future.key], **end}), flush=True)


if __name__ == "__main__":
    main()
