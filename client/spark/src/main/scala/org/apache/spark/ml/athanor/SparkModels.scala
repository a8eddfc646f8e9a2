package org.apache.spark.ml.athanor

import org.apache.spark.ml.classification.LogisticRegressionModel
import org.apache.spark.ml.feature.PCAModel
import org.apache.spark.ml.linalg.{DenseMatrix, DenseVector, Vectors}
import org.apache.spark.ml.regression.LinearRegressionModel

/**
 * Makes Spark's own models, whose constructors are private[ml]; hence the package. A pipeline that was fitted with
 * Athanor is then saved, and loads, as one of Spark's.
 */
object SparkModels {
  def pca(uid: String, components: DenseMatrix, explainedVariance: DenseVector): PCAModel =
    new PCAModel(uid, components, explainedVariance)

  def linear(uid: String, coefficients: Array[Double], intercept: Double): LinearRegressionModel =
    new LinearRegressionModel(uid, Vectors.dense(coefficients), intercept)

  /** @param coefficients a row for each class, or one for two classes */
  def logistic(
      uid: String,
      coefficients: DenseMatrix,
      intercepts: Array[Double],
      classes: Int
  ): LogisticRegressionModel =
    new LogisticRegressionModel(uid, coefficients, Vectors.dense(intercepts), classes, coefficients.numRows > 1)
}
