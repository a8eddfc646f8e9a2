"""A pyarrow Flight client that reads all rows of a path, endpoint by endpoint, again and again, from whatever server it is told.

usage: flight_download.py
request: {"uri": ..., "token": null or text, "path": text}; the answer has wall and CPU seconds of this process.
"""

import time

import pyarrow.flight as flight
from line_server import serve
from process_costs import cpu_seconds


def handle(request: dict) -> dict:
    headers = [(b"authorization", f"Bearer {request['token']}".encode())] if request["token"] else []
    options = flight.FlightCallOptions(headers=headers)
    with flight.connect(request["uri"]) as client:
        start, cpu, total = time.perf_counter(), cpu_seconds(), 0
        info = client.get_flight_info(flight.FlightDescriptor.for_path(request["path"]), options)
        for endpoint in info.endpoints:
            with flight.connect(endpoint.locations[0]) as source:
                for chunk in source.do_get(endpoint.ticket, options):
                    total += len(chunk.data.column("row").values) * 8
        return {"seconds": time.perf_counter() - start, "cpuSeconds": cpu_seconds() - cpu, "bytes": total}


serve(handle)
