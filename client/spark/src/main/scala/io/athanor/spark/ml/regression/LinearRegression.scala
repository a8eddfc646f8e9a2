package io.athanor.spark.ml.regression

import io.athanor.spark.Athanor
import io.athanor.spark.ml.{Fallback, Features, LinearProblem}
import org.apache.spark.ml.athanor.SparkModels
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.regression.{LinearRegression => SparkLinearRegression, LinearRegressionModel}
import org.apache.spark.ml.util.{DefaultParamsReadable, Identifiable}
import org.apache.spark.sql.Dataset

/**
 * Spark's LinearRegression, fitted on the bridge: its Params, its model, its scaling of regParam. Least squares with an
 * L2 penalty; other Params are refused. The model has no training summary.
 */
class LinearRegression(override val uid: String) extends SparkLinearRegression(uid) {
  def this() = this(Identifiable.randomUID("linReg"))

  override protected def train(dataset: Dataset[_]): LinearRegressionModel =
    Fallback.orElse(dataset, "LinearRegression", lacking)(super.train(dataset))(trainHere(dataset))

  override def copy(extra: ParamMap): LinearRegression = defaultCopy(extra)

  private def trainHere(dataset: Dataset[_]): LinearRegressionModel = {
    val points = Features.labelledPoints(dataset, $(featuresCol), $(labelCol))
    LinearProblem.on(Athanor.getOrCreate(dataset.sparkSession), points) { problem =>
      // Spark's normal solver takes the deviation of the rows, its L-BFGS that of the sample.
      val ddof = if ($(solver) == "l-bfgs") 1 else 0
      val deviation = problem.labelDeviation(ddof)
      // The penalty is on a label of deviation 1; where all labels are equal, coefficients are zero by any.
      val lambda = if (deviation > 0) problem.rows * $(regParam) / deviation else $(regParam)
      val params = Map("lambda" -> lambda, "intercept" -> $(fitIntercept))
      val fit = problem.fit("rowwise.ridge", "b", params, isScaled, ddof)
      copyValues(SparkModels.linear(uid, fit.coefficients.toArray, fit.intercepts(0)))
    }
  }

  /** Without a penalty the scale of columns changes nothing. */
  private def isScaled: Boolean = $(standardization) && $(regParam) > 0

  private def lacking: Option[String] =
    if ($(regParam) > 0 && $(elasticNetParam) > 0) Some(s"elasticNetParam ${$(elasticNetParam)}")
    else if ($(loss) != "squaredError") Some(s"loss ${$(loss)}")
    else if (isDefined(weightCol) && $(weightCol).nonEmpty) Some(s"weightCol ${$(weightCol)}")
    else if (isScaled && ! $(fitIntercept)) Some("standardization of a penalised model with fitIntercept false")
    else None
}

object LinearRegression extends DefaultParamsReadable[LinearRegression] {
  override def load(path: String): LinearRegression = super.load(path)
}
