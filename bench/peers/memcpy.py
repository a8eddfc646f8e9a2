"""A plain copy in memory by several processes at once, each of its share, into pages that are there already.

usage: memcpy.py PROCESSES BYTES
Each request is one timed run: until the last of the processes is done.
"""

import multiprocessing
import sys
import time

import numpy as np
from line_server import serve

PROCESSES, BYTES = (int(argument) for argument in sys.argv[1:3])
started, ended = multiprocessing.Barrier(PROCESSES + 1), multiprocessing.Barrier(PROCESSES + 1)


def copy() -> None:
    source, target = (np.ones(BYTES // PROCESSES, dtype=np.uint8) for _ in range(2))
    while True:
        started.wait()
        np.copyto(target, source)
        ended.wait()


def handle(request: dict) -> dict:
    started.wait()
    start = time.perf_counter()
    ended.wait()
    return {"seconds": time.perf_counter() - start}


for _ in range(PROCESSES):
    multiprocessing.Process(target=copy, daemon=True).start()
serve(handle)
