"""Writes half of a part into the store's files, then does as it is told.

usage: half_write.py URI TOKEN UPLOAD_TARGET ATTEMPT ROWS COLS. Says "half"; a line of standard input has it write the rest and
finish: the last line is what came of it.
"""

import json
import sys

import numpy as np
import pyarrow as pa

from athanor.discovery import Address
from athanor.errors import AthanorError
from athanor.link import Link
from athanor.same_host import HostPart, sight

uri, token, text, attempt, rows, cols = sys.argv[1:]
target, count, width = json.loads(text), int(rows), int(cols)
link = Link(Address(uri, token), 30.0)
seen = sight(target["sameHost"])
assert seen is not None
schema = pa.schema([pa.field("row", pa.list_(pa.float64(), width))])
request = {"capability": target["capability"], "part": 0, "attempt": attempt, "rows": count}
part = HostPart(link, link.client(uri), request, seen, schema)
half = np.zeros((count // 2, width))
part.write(len(half), half, None)
print("half", flush=True)
sys.stdin.readline()
try:
    part.write(count - len(half), np.zeros((count - len(half), width)), None)
    print(part.finish()["digest"], flush=True)
except AthanorError as error:
    print(error.code, flush=True)
