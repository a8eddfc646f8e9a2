import numpy as np

from ..case import EPS64, LONG, worst
from .clustering import argmin_excess, inertia_error, squared_distances, wrong_sizes


def figures(case):
    centers = case.inputs["centers"].astype(LONG)
    labels = case.column("labels").astype(int)
    squared = squared_distances(case.a, centers)
    own = squared[np.arange(len(labels)), labels]
    return {
        "argmin": argmin_excess(case.a, centers, labels, squared, EPS64),
        "distances": worst(case.column("distances"), np.sqrt(own), np.sqrt(own)) / EPS64,
        "inertia": inertia_error(case.result, case.a, own, EPS64),
        "wrongSizes": wrong_sizes(case.result, labels, len(centers)),
        "rows": len(labels),
    }
