import json

import numpy as np

from ..case import LONG
from .product import product


def figures(case):
    b = case.inputs["b"].astype(LONG)
    positions = case.params.get("positions")
    if positions:
        stored, b = b, np.zeros((case.a.shape[1], b.shape[1]), LONG)
        b[json.loads(positions)] = stored
    return product(case, case.a, b, "product")
