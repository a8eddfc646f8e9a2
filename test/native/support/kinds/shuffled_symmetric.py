"""A symmetric matrix (symmetric.py) whose rows are stored in the order of the positions `order`."""

from . import symmetric


def make(spec, generator):
    return symmetric.make(spec, generator)[spec["order"]]
