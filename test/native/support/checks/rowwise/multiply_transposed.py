from ..case import LONG
from .product import product


def figures(case):
    return product(case, case.a.T, case.inputs["b"].astype(LONG), "product")
