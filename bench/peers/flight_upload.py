"""A pyarrow Flight client that uploads the same batches again and again, to whatever server it is told.

usage: flight_upload.py BATCHES ROWS_PER_BATCH COLS
request: {"uri": ..., "token": null or text, "cmd": text}; the answer has wall and CPU seconds of this process.
"""

import json
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.flight as flight
from line_server import serve
from process_costs import cpu_seconds

BATCHES, ROWS, COLS = (int(argument) for argument in sys.argv[1:4])
values = np.random.default_rng(1).standard_normal(ROWS * COLS)
rows = pa.FixedSizeListArray.from_arrays(pa.array(values), COLS)
batch = pa.record_batch([rows], schema=pa.schema([pa.field("row", rows.type)], metadata={"athanor.rows": str(BATCHES * ROWS)}))


def handle(request: dict) -> dict:
    headers = [(b"authorization", f"Bearer {request['token']}".encode())] if request["token"] else []
    options = flight.FlightCallOptions(headers=headers)
    with flight.connect(request["uri"]) as client:
        start, cpu = time.perf_counter(), cpu_seconds()
        descriptor = flight.FlightDescriptor.for_command(request["cmd"])
        writer, reader = client.do_put(descriptor, batch.schema, options=options)
        for _ in range(BATCHES):
            writer.write_batch(batch)
        writer.done_writing()
        receipt = json.loads(reader.read().to_pybytes())
        writer.close()
        return {
            "seconds": time.perf_counter() - start,
            "cpuSeconds": cpu_seconds() - cpu,
            "bytes": BATCHES * batch.nbytes,
            "receipt": receipt,
        }


serve(handle)
