"""What the checks of routines have in common: a run's inputs and outputs, and errors in natural units."""

import glob

import numpy as np

LONG = np.longdouble


class Case:
    def __init__(self, directory, params, result, inputs):
        self.directory, self.params, self.result = directory, params, result
        self.inputs = {role: np.load(path) for role, path in inputs}
        self.a = self.inputs["a"].astype(LONG)
        self.dtype = self.inputs["a"].dtype
        self.eps = float(np.finfo(self.dtype).eps)

    def output(self, name, cols=1, dtype=None):
        paths = sorted(glob.glob(f"{self.directory}/{name}.*"), key=lambda path: int(path.rsplit(".", 1)[1]))
        pieces = [np.fromfile(path, dtype=dtype or self.dtype).reshape(-1, cols) for path in paths]
        return np.concatenate(pieces).astype(LONG)

    def positions(self, role):
        """Where the stored rows of an input belong; None where they have no positions."""
        if role not in self.params["matrixRows"]:
            return None
        return np.fromfile(f"{self.directory}/{role}.indices", dtype=np.int64)

    def placed(self, role):
        """An input with its rows where their positions say, and zeros where rows are missing."""
        return self.in_places(role, self.inputs[role].astype(LONG))

    def in_places(self, role, stored):
        """The same of an output that is aligned with that input."""
        if self.positions(role) is None:
            return stored
        matrix = np.zeros((self.params["matrixRows"][role], stored.shape[1]), dtype=LONG)
        matrix[self.positions(role)] = stored
        return matrix

    def column(self, name):
        return self.output(name, 1, np.float64)[:, 0]


def worst(found, wanted, size):
    """Largest |found - wanted| / size, where size is 0 the two must be equal."""
    error = np.abs(found - wanted)
    size = np.broadcast_to(size, error.shape)
    bad = np.where(size > 0, error / np.where(size > 0, size, 1), np.where(error > 0, np.inf, 0))
    return float(bad.max(initial=0))


EPS64 = float(np.finfo(np.float64).eps)
