from ..case import LONG
from .product import product


def figures(case):
    centred = case.a - case.inputs["mean"].astype(LONG)[:, 0]
    return product(case, centred, case.inputs["components"].astype(LONG), "scores")
