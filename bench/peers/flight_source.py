"""A pyarrow (C++) Flight server doing a store's work the other way: rows of a tmpfs file, mapped and sent in batches.

usage: flight_source.py DIRECTORY BATCHES ROWS_PER_BATCH COLS
"""

import json
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.flight as flight
from line_server import end_with_parent

BATCHES, ROWS, COLS = (int(argument) for argument in sys.argv[2:5])
SCHEMA = pa.schema([pa.field("row", pa.list_(pa.float64(), COLS))])


class Source(flight.FlightServerBase):
    def __init__(self, directory: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.path = os.path.join(directory, "source")
        block = np.random.default_rng(1).standard_normal(ROWS * COLS)
        with open(self.path, "wb") as file:
            for _ in range(BATCHES):
                file.write(block.data)

    def get_flight_info(self, context, descriptor) -> flight.FlightInfo:
        endpoint = flight.FlightEndpoint(b"all", [f"grpc://127.0.0.1:{self.port}"])
        return flight.FlightInfo(SCHEMA, descriptor, [endpoint], -1, -1)

    def do_get(self, context, ticket) -> flight.FlightDataStream:
        return flight.GeneratorStream(SCHEMA, self.batches())

    def batches(self):
        with pa.memory_map(self.path) as file:
            for _ in range(BATCHES):
                values = pa.Array.from_buffers(pa.float64(), ROWS * COLS, [None, file.read_buffer(8 * ROWS * COLS)])
                yield pa.record_batch([pa.FixedSizeListArray.from_arrays(values, COLS)], schema=SCHEMA)


end_with_parent()
server = Source(sys.argv[1])
print(json.dumps({"ready": True, "uri": f"grpc://127.0.0.1:{server.port}"}), flush=True)
server.serve()
