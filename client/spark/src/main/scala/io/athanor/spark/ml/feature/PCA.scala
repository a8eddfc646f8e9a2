package io.athanor.spark.ml.feature

import io.athanor.spark.Athanor
import io.athanor.spark.ml.Features
import org.apache.spark.ml.athanor.SparkModels
import org.apache.spark.ml.feature.{PCA => SparkPCA, PCAModel}
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.util.{DefaultParamsReadable, Identifiable}
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.sql.Dataset

/** Spark's PCA, fitted on the bridge: its Params, its model, its meaning (transform does not centre). */
class PCA(override val uid: String) extends SparkPCA(uid) {
  def this() = this(Identifiable.randomUID("pca"))

  override def fit(dataset: Dataset[_]): PCAModel = {
    transformSchema(dataset.schema, logging = true)
    val (components, explained) = Athanor
      .getOrCreate(dataset.sparkSession)
      .computePrincipalComponentsAndExplainedVariance(new RowMatrix(Features.rows(dataset, $(inputCol))), $(k))
    copyValues(SparkModels.pca(uid, components.asML.toDense, explained.asML.toDense).setParent(this))
  }

  override def copy(extra: ParamMap): PCA = defaultCopy(extra)
}

object PCA extends DefaultParamsReadable[PCA] {
  override def load(path: String): PCA = super.load(path)
}
