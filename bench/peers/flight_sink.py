"""A pyarrow (C++) Flight server doing a store's work: crc32 of each batch's values, then a write to a tmpfs file.

usage: flight_sink.py DIRECTORY
"""

import json
import os
import sys
import zlib

import pyarrow.flight as flight
from line_server import end_with_parent


class Sink(flight.FlightServerBase):
    def __init__(self, directory: str) -> None:
        super().__init__("grpc://127.0.0.1:0")
        self.path = os.path.join(directory, "sink")

    def do_put(self, context, descriptor, reader, writer) -> None:
        digest, total = 0, 0
        with open(self.path, "wb", buffering=0) as file:
            for chunk in reader:
                values = memoryview(chunk.data.column(0).values.buffers()[1])
                digest = zlib.crc32(values, digest)
                file.write(values)
                total += len(values)
        writer.write(json.dumps({"bytes": total, "digest": digest}).encode())
        os.unlink(self.path)


end_with_parent()
server = Sink(sys.argv[1])
print(json.dumps({"ready": True, "uri": f"grpc://127.0.0.1:{server.port}"}), flush=True)
server.serve()
