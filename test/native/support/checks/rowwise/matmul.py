import json

import numpy as np

from ..case import LONG
from .product import product


def figures(case):
    b = case.inputs["b"].astype(LONG)
    order = case.params.get("order")
    if order:
        b = b[np.argsort(json.loads(order))]
    return product(case, case.a, b, "product")
