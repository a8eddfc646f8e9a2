"""What the judges of kmeans and kmeansAssign share."""

import numpy as np

from ..case import LONG, worst


def norms(matrix):
    return np.sqrt((matrix**2).sum(axis=1))


def squared_distances(a, centers):
    """From differences, rows x centers; float64 where long doubles would take too long, with all digits of the data."""
    fast = a.size * len(centers) > 10**7
    a, centers = (a.astype(float), centers.astype(float)) if fast else (a, centers)
    return np.stack([((a - center) ** 2).sum(axis=1) for center in centers], axis=1).astype(LONG)


def argmin_excess(a, centers, labels, squared, eps):
    """By how much the label's squared distance exceeds the least one, over the rounding of a product x.(c - r)."""
    middle = a.mean(axis=0)
    about = max(norms(centers - middle).max(), norms(a - middle).max())
    excess = squared[np.arange(len(a)), labels] - squared.min(axis=1)
    return worst(excess, 0, (norms(a) + norms(middle[None])[0] + about) * about) / eps


def wrong_sizes(result, labels, k):
    return int((np.bincount(labels, minlength=k) != np.array(result["sizes"])).sum())


def inertia_error(result, a, own, eps):
    if result["inertia"] is None:
        return 0.0
    return worst(LONG(result["inertia"]), own.sum(), own.sum() + eps * (a**2).sum()) / eps


def purity(labels, classes):
    """The share of rows that are of the commonest class of their cluster."""
    table = np.zeros((labels.max() + 1, classes.max() + 1))
    np.add.at(table, (labels, classes), 1)
    return float(table.max(axis=1).sum() / len(labels))
