"""A peer process that stays warm: reads one JSON request per line, answers with one JSON line."""

import json
import os
import sys
import threading
from typing import Callable


def serve(handle: Callable[[dict], dict]) -> None:
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(handle(json.loads(line))), flush=True)


def end_with_parent() -> None:
    """For a peer that reads no requests: ends this process when its standard input ends."""

    def wait() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
