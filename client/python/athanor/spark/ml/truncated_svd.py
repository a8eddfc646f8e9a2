"""The k largest singular values of a DataFrame's rows: what Spark has no estimator for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark import keyword_only
from pyspark.ml import Estimator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import HasInputCol, HasInputCols, HasOutputCol
from pyspark.ml.util import DefaultParamsReadable, DefaultParamsWritable
from pyspark.sql.pandas.utils import require_minimum_pandas_version

from ...errors import error_of
from ..rows_frame import rows_frame
from .base import uploaded
from .truncated_svd_model import TruncatedSVDModel


class _TruncatedSVDParams(HasInputCol, HasInputCols, HasOutputCol):
    """Those that PCA has too are called as there."""

    k: Param[int] = Param(
        Params._dummy(), "k", "the number of singular values (> 0)", typeConverter=TypeConverters.toInt
    )
    idCol: Param[str] = Param(
        Params._dummy(),
        "idCol",
        "a bigint column with a number of its own for each row; the model's u then has it",
        typeConverter=TypeConverters.toString,
    )

    def getK(self) -> int:
        return self.getOrDefault(self.k)

    def getIdCol(self) -> str | None:
        return self.getOrDefault(self.idCol) if self.isDefined(self.idCol) else None


class TruncatedSVD(Estimator, _TruncatedSVDParams, DefaultParamsReadable, DefaultParamsWritable):
    """The model gives each row's coordinates along the right singular vectors, x V, without centring.

    The rows are one column of vectors or of arrays of numbers (``inputCol``), or several numeric columns
    (``inputCols``). With ``idCol`` the model has ``u``, a DataFrame (id, u).

        model = TruncatedSVD(k=20, inputCol="features", outputCol="svd", idCol="id").fit(df)
        model.s, model.v, model.u, model.certificate
    """

    _input_kwargs: dict[str, Any]

    @keyword_only
    def __init__(
        self,
        *,
        k: int | None = None,
        inputCol: str | None = None,
        outputCol: str | None = None,
        inputCols: Sequence[str] | None = None,
        idCol: str | None = None,
    ) -> None:
        super().__init__()
        self.setParams(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        k: int | None = None,
        inputCol: str | None = None,
        outputCol: str | None = None,
        inputCols: Sequence[str] | None = None,
        idCol: str | None = None,
    ) -> TruncatedSVD:
        return self._set(**self._input_kwargs)

    def setK(self, value: int) -> TruncatedSVD:
        return self._set(k=value)

    def setInputCol(self, value: str) -> TruncatedSVD:
        return self._set(inputCol=value)

    def setInputCols(self, value: Sequence[str]) -> TruncatedSVD:
        return self._set(inputCols=value)

    def setOutputCol(self, value: str) -> TruncatedSVD:
        return self._set(outputCol=value)

    def setIdCol(self, value: str) -> TruncatedSVD:
        return self._set(idCol=value)

    def _features(self) -> str | list[str]:
        several, one = self.isDefined(self.inputCols), self.isDefined(self.inputCol)
        if several == one:
            found = "both" if one else "neither"
            text = f"{found} of inputCol and inputCols {'are' if one else 'is'} set; wanted one of them"
            raise error_of("ATHANOR_INVALID_ARGUMENT", text)
        return self.getInputCols() if several else self.getInputCol()

    def _fit(self, dataset: Any) -> TruncatedSVDModel:
        features = self._features()
        id_col = self.getIdCol()
        if id_col is not None:
            require_minimum_pandas_version()  # Spark wants it for u's mapInArrow: told now, not after the work.
        with uploaded(dataset, features, id_col=id_col) as (bridge, [a]):
            found = bridge.truncated_svd(a, self.getK())
            norm = bridge.column_stats(a).norm.to_numpy()
        s = found.s
        model = TruncatedSVDModel.of(dataset, self, features, found.V.to_numpy(), s, float((norm**2).sum()))
        model.certificate = found.certificate
        if id_col is None:
            found.close()
        else:
            # Read when it is used, as long as the driver lives: the model keeps it on the bridge.
            model.keep(found)
            model.u = rows_frame(dataset.sparkSession, bridge, found.outputs["u"], "u")
        return model
