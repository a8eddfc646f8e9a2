package io.athanor.spark.ml.clustering

import io.athanor.spark.Athanor
import io.athanor.spark.ml.{Fallback, Features}
import org.apache.spark.ml.clustering.athanor.ClusteringModels
import org.apache.spark.ml.clustering.{KMeans => SparkKMeans, KMeansModel}
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.util.{DefaultParamsReadable, Identifiable}
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.sql.Dataset

/** Spark's KMeans, fitted on the bridge: its Params, its model. Euclidean and unweighted; other Params are refused. */
class KMeans(override val uid: String) extends SparkKMeans(uid) {
  def this() = this(Identifiable.randomUID("kmeans"))

  override def fit(dataset: Dataset[_]): KMeansModel = {
    transformSchema(dataset.schema, logging = true)
    Fallback.orElse(dataset, "KMeans", lacking)(super.fit(dataset))(fitHere(dataset))
  }

  override def copy(extra: ParamMap): KMeans = defaultCopy(extra)

  private def fitHere(dataset: Dataset[_]): KMeansModel = {
    val rows = new RowMatrix(Features.rows(dataset, $(featuresCol)))
    val fitted = Athanor.getOrCreate(dataset.sparkSession).kmeans(
      rows,
      $(k),
      $(maxIter),
      $(tol),
      $(seed),
      $(initMode),
      $(initSteps)
    )
    val model = copyValues(ClusteringModels.kmeans(uid, fitted.model).setParent(this))
    ClusteringModels.setSummary(model, dataset.toDF(), fitted.iterations, fitted.model.trainingCost)
  }

  private def lacking: Option[String] =
    if ($(distanceMeasure) != "euclidean") Some(s"distanceMeasure ${$(distanceMeasure)}")
    else if (isDefined(weightCol) && $(weightCol).nonEmpty) Some(s"weightCol ${$(weightCol)}")
    else None
}

object KMeans extends DefaultParamsReadable[KMeans] {
  override def load(path: String): KMeans = super.load(path)
}
