"""A peer process that stays warm: reads one JSON request per line, answers with one JSON line."""

import json
import sys
from typing import Callable


def serve(handle: Callable[[dict], dict]) -> None:
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(handle(json.loads(line))), flush=True)
