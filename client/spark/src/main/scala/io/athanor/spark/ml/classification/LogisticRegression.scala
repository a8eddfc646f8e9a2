package io.athanor.spark.ml.classification

import io.athanor.spark.Athanor
import io.athanor.spark.ml.{Fallback, Features, LinearFit, LinearProblem}
import org.apache.spark.ml.athanor.SparkModels
import org.apache.spark.ml.classification.{LogisticRegression => SparkLogisticRegression, LogisticRegressionModel}
import org.apache.spark.ml.linalg.DenseMatrix
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.util.{DefaultParamsReadable, Identifiable}
import org.apache.spark.sql.Dataset

/**
 * Spark's LogisticRegression, fitted on the bridge: its Params and its model, for two classes or more. L2 penalty only;
 * other Params are refused. The model has no training summary.
 */
class LogisticRegression(override val uid: String) extends SparkLogisticRegression(uid) {
  def this() = this(Identifiable.randomUID("logreg"))

  /** Spark lets its own packages call it, which cannot be said here. */
  override def train(dataset: Dataset[_]): LogisticRegressionModel =
    Fallback.orElse(dataset, "LogisticRegression", lacking)(super.train(dataset))(trainHere(dataset))

  override def copy(extra: ParamMap): LogisticRegression = defaultCopy(extra)

  private def trainHere(dataset: Dataset[_]): LogisticRegressionModel = {
    val points = Features.labelledPoints(dataset, $(featuresCol), $(labelCol))
    LinearProblem.on(Athanor.getOrCreate(dataset.sparkSession), points) { problem =>
      val classes = math.max(2, problem.largestLabel.toInt + 1)
      val params = Map(
        "classes" -> classes,
        "lambda" -> $(regParam),
        "intercept" -> $(fitIntercept),
        "tol" -> $(tol),
        "maxIterations" -> $(maxIter)
      )
      model(problem.fit("rowwise.logisticRegression", "labels", params, isScaled, ddof = 1), classes)
    }
  }

  private def model(fit: LinearFit, classes: Int): LogisticRegressionModel = {
    val rows =
      new DenseMatrix(fit.coefficients.numCols, fit.coefficients.numRows, fit.coefficients.toArray, isTransposed = true)
    // Adding a constant to all classes changes no probability; Spark centres, and so its numbers come out.
    val intercepts = if (classes > 2) LogisticRegression.centred(fit.intercepts) else fit.intercepts
    copyValues(SparkModels.logistic(uid, rows, intercepts, classes))
  }

  private def isScaled: Boolean = $(standardization) && $(regParam) > 0

  private def lacking: Option[String] = {
    val bounds =
      Seq(lowerBoundsOnCoefficients, upperBoundsOnCoefficients, lowerBoundsOnIntercepts, upperBoundsOnIntercepts)
    if ($(regParam) > 0 && $(elasticNetParam) > 0) Some(s"elasticNetParam ${$(elasticNetParam)}")
    else if (isDefined(weightCol) && $(weightCol).nonEmpty) Some(s"weightCol ${$(weightCol)}")
    else if ($(family) == "multinomial")
      Some("family multinomial (auto takes it where there are more than two classes)")
    else if (isScaled && ! $(fitIntercept)) Some("standardization of a penalised model with fitIntercept false")
    else bounds.find(isDefined(_)).map(_.name)
  }
}

object LogisticRegression extends DefaultParamsReadable[LogisticRegression] {
  override def load(path: String): LogisticRegression = super.load(path)

  private def centred(values: Array[Double]): Array[Double] = {
    val mean = values.sum / values.length
    values.map(_ - mean)
  }
}
