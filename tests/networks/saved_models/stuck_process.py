"""A stand-in for the process of a model, which misbehaves as its folder's params say. It needs no TensorFlow."""

import json
import os
import sys
import time
from pathlib import Path

from core.networks.saved_models import process
from core.runs.progress import Step


def main(folder: Path, memory: int) -> None:
    process.limit(memory)
    how = json.loads((folder / process.ASKED).read_text())["params"]["layer"]
    print("a library's own line, which is no JSON")
    process.say(Step(3, 100, {"done": 2.0}, f"process {os.getpid()}"))
    if how == "memory":
        kept = [bytearray(50_000_000) for _ in range(200)]  # 10 GB
        print(len(kept))
    if how == "disk":
        (folder / "large").write_bytes(bytes(200_000_000))
    if how == "signal":
        os.abort()
    if how == "loop":
        while True:
            pass
    if how == "sleep":
        time.sleep(1000)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]))
    except MemoryError:
        print(json.dumps({"memory": 0}), flush=True)
