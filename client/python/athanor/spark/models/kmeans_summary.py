"""The summary of a k-means fit where the server has none, under the names of Spark's."""

from __future__ import annotations

from typing import Any


class KMeansSummary:
    def __init__(self, model: Any, dataset: Any, cost: float, iterations: int) -> None:
        self._model = model
        self._dataset = dataset
        self.trainingCost = cost
        self.numIter = iterations

    @property
    def k(self) -> int:
        return self._model.getK()

    @property
    def featuresCol(self) -> str:
        return self._model.getFeaturesCol()

    @property
    def predictionCol(self) -> str:
        return self._model.getPredictionCol()

    @property
    def predictions(self) -> Any:
        return self._model.transform(self._dataset)

    @property
    def cluster(self) -> Any:
        return self.predictions.select(self.predictionCol)

    @property
    def clusterSizes(self) -> list[int]:
        counts = {row[0]: row[1] for row in self.cluster.groupBy(self.predictionCol).count().collect()}
        return [counts.get(at, 0) for at in range(self.k)]
