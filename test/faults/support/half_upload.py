"""Uploads half of a declared part, says so on stdout, and ends in the way it is told.

usage: half_upload.py URI TOKEN COMMAND ROWS COLS HOW    HOW: exception | sigint | kill | wait | close
"""

import os
import signal
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.flight as flight

URI, TOKEN, COMMAND, ROWS, COLS, HOW = sys.argv[1:7]
rows, cols = int(ROWS), int(COLS)
client = flight.connect(URI)
options = flight.FlightCallOptions(headers=[(b"authorization", f"Bearer {TOKEN}".encode())])
values = np.random.default_rng(1).standard_normal((rows, cols))
column = pa.FixedSizeListArray.from_arrays(pa.array(values[: rows // 2].ravel()), cols)
half = pa.table([column], names=["row"])

writer, reader = client.do_put(flight.FlightDescriptor.for_command(COMMAND), half.schema, options=options)
with writer:
    writer.write_table(half, max_chunksize=64)
    print("half", flush=True)
    if HOW == "exception":
        raise RuntimeError("thrown in the middle of the upload")
    if HOW == "sigint":
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
    if HOW == "kill":
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGKILL)
    if HOW == "wait":
        time.sleep(60)
