"""Observations and their classes, as two matrices of the same `classes` and `seed`.

`what` is "observations" (standard normal entries, times `scales` column by column where given) or "labels" (the class whose
planted margin is the largest; with `noise` times a Gumbel variable added, which is what softmax models; 0: separable).
"""

import numpy as np


def make(spec, _generator):
    generator = np.random.default_rng(spec["seed"])
    features = spec.get("features", spec["cols"])
    observations = generator.standard_normal((spec["rows"], features))
    if spec["what"] == "observations":
        return observations * np.array(spec.get("scales", [1.0] * features))
    margins = observations @ generator.standard_normal((features, spec["classes"])) + generator.standard_normal(spec["classes"])
    margins += spec.get("noise", 1) * generator.gumbel(size=margins.shape)
    return margins.argmax(axis=1, keepdims=True).astype(float)
