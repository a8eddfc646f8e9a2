"""spark.ml's estimators, fitted on a bridge: change one import.

    from athanor.spark.ml.feature import PCA      # was: from pyspark.ml.feature import PCA

``athanor.spark.ml.feature``, ``.clustering``, ``.regression`` and ``.classification`` have the classes that are fitted
on the bridge, under Spark's names, with Spark's Params; what they give are Spark's own models. The bridge is that of
``spark.athanor.url`` and ``spark.athanor.token``, or of ``athanor.spark.use(url, token)``, else the one that
``athanor.connect()`` finds. Classic and Connect.

``python -m athanor.spark app.py`` runs an application as it is.
"""

from __future__ import annotations

from pyspark import cloudpickle

import athanor

from .settings import use

__all__ = ["use"]

# Tasks get this package's code with their function: on the workers pyarrow is all that is needed.
cloudpickle.register_pickle_by_value(athanor)
