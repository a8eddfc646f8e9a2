package org.apache.spark.ml.athanor

import org.apache.spark.ml.feature.PCAModel
import org.apache.spark.ml.linalg.{DenseMatrix, DenseVector}

/**
 * Makes Spark's own models, whose constructors are private[ml]; hence the package. A pipeline that was fitted with Athanor
 * is then saved, and loads, as one of Spark's.
 */
object SparkModels {
  def pca(uid: String, components: DenseMatrix, explainedVariance: DenseVector): PCAModel =
    new PCAModel(uid, components, explainedVariance)
}
