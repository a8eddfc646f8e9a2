package org.apache.spark.ml.clustering.athanor

import org.apache.spark.ml.clustering.{KMeansModel, KMeansSummary}
import org.apache.spark.mllib.clustering.{KMeansModel => MLlibKMeansModel}
import org.apache.spark.sql.DataFrame

/** As SparkModels, for what is private[clustering]. */
object ClusteringModels {
  def kmeans(uid: String, model: MLlibKMeansModel): KMeansModel = new KMeansModel(uid, model)

  /** For a model whose Params are set: the summary shows what it predicts of the training data. */
  def setSummary(model: KMeansModel, training: DataFrame, iterations: Int, cost: Double): KMeansModel = {
    val predictions = model.transform(training)
    model.setSummary(Some(
      new KMeansSummary(predictions, model.getPredictionCol, model.getFeaturesCol, model.getK, iterations, cost)
    ))
  }
}
