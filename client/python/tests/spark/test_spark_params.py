"""Classes and Params are named as Spark's, and estimators and models are saved as Spark's."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pyspark.ml.classification
import pyspark.ml.clustering
import pyspark.ml.feature
import pyspark.ml.regression
import pytest
from pyspark.ml import Pipeline, PipelineModel

import athanor.spark.ml.classification
import athanor.spark.ml.clustering
import athanor.spark.ml.feature
import athanor.spark.ml.regression
from athanor.spark.ml.feature import PCA, TruncatedSVD, TruncatedSVDModel
from athanor.spark.ml.regression import LinearRegression

PAIRS = [
    (athanor.spark.ml.feature.PCA, pyspark.ml.feature.PCA),
    (athanor.spark.ml.clustering.KMeans, pyspark.ml.clustering.KMeans),
    (athanor.spark.ml.regression.LinearRegression, pyspark.ml.regression.LinearRegression),
    (athanor.spark.ml.classification.LogisticRegression, pyspark.ml.classification.LogisticRegression),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda kind: kind.__module__)
def test_an_estimator_has_sparks_name_params_and_defaults(session: Any, ours: Any, theirs: Any) -> None:
    assert ours.__name__ == theirs.__name__
    assert ours.__module__.replace("athanor.spark", "pyspark") == theirs.__module__
    assert inspect.signature(ours.__init__) == inspect.signature(theirs.__init__)
    mine, its = ours(), theirs()
    assert [param.name for param in mine.params] == [param.name for param in its.params]
    for param in its.params:
        assert mine.hasDefault(param.name) == its.hasDefault(param.name)
        if its.hasDefault(param.name):
            default = its.getOrDefault(param.name)
            expected = default.replace(its.uid, mine.uid) if isinstance(default, str) else default
            assert mine.getOrDefault(param.name) == expected
    assert mine.params and mine.uid.startswith(ours.__name__)


def test_pca_and_truncated_svd_call_alike_what_both_have(session: Any) -> None:
    both = {param.name for param in PCA().params} & {param.name for param in TruncatedSVD().params}
    assert both == {"k", "inputCol", "outputCol"}


def test_a_pipeline_fits_and_is_saved_as_sparks_own(spark: Any, data: Any, folder: str) -> None:
    stages = [PCA(k=2, inputCol="features", outputCol="scores"), LinearRegression(featuresCol="scores")]
    model = Pipeline(stages=stages).fit(data)
    model.save(f"{folder}/pipeline")
    saved = [path.read_text() for path in Path(folder).rglob("metadata/part-*")]
    assert len(saved) == 3 and not any("athanor" in text for text in saved)
    loaded = PipelineModel.load(f"{folder}/pipeline")
    assert [type(stage) for stage in loaded.stages] == [type(stage) for stage in model.stages]
    assert all(type(stage).__module__.startswith("pyspark.ml.") for stage in loaded.stages)
    wanted, found = (one.transform(data).select("prediction").collect() for one in (model, loaded))
    assert wanted == found


def test_an_estimator_that_was_saved_is_loaded_as_ours_and_as_sparks(spark: Any, data: Any, folder: str) -> None:
    estimator = PCA(k=2, inputCol="features", outputCol="scores")
    estimator.save(f"{folder}/pca")
    ours, theirs = PCA.load(f"{folder}/pca"), pyspark.ml.feature.PCA.load(f"{folder}/pca")
    assert type(ours) is PCA and type(theirs) is pyspark.ml.feature.PCA
    assert ours.uid == estimator.uid and ours.getK() == 2 and ours.getOutputCol() == "scores"


def test_a_truncated_svd_is_saved_and_its_model_loads_as_sparks_pca_model(spark: Any, data: Any, folder: str) -> None:
    estimator = TruncatedSVD(k=2, inputCol="features", outputCol="svd")
    model = estimator.fit(data)
    model.save(f"{folder}/model")
    wanted = model.transform(data).select("svd").collect()
    for kind in (pyspark.ml.feature.PCAModel, TruncatedSVDModel):
        loaded = kind.load(f"{folder}/model")
        assert type(loaded) is kind and loaded.transform(data).select("svd").collect() == wanted
    estimator.save(f"{folder}/estimator")
    again = TruncatedSVD.load(f"{folder}/estimator")
    assert again.getK() == 2 and again.uid == estimator.uid
    [line] = [path.read_text() for path in Path(f"{folder}/estimator").rglob("metadata/part-*")]
    assert json.loads(line)["class"].startswith("athanor.spark")
