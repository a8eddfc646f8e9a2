package io.athanor.spark.ml

import io.athanor.spark.ml.clustering.KMeans
import org.apache.spark.ml.clustering.{KMeans => SparkKMeans, KMeansModel}

class KMeansSuite extends EstimatorSuite {
  private def kmeans = new KMeans().setK(5).setSeed(3)

  test("Params that Athanor lacks are refused by name, or run in Spark where that is asked for") {
    val cosine = kmeans.setDistanceMeasure("cosine")
    val error = refusal(cosine.fit(frame()))
    assert(error.code == "ATHANOR_INVALID_ARGUMENT" && error.getMessage.contains("distanceMeasure cosine"))
    spark.conf.set("spark.athanor.fallback", "true")
    try assert(cosine.fit(frame()).clusterCenters.length == 5)
    finally spark.conf.unset("spark.athanor.fallback")
  }

  test("it has Spark's Params, under the same names") {
    assert(kmeans.params.map(_.name).toSeq == new SparkKMeans().params.map(_.name).toSeq)
  }

  test("the median cost over five seeds is at most 1 % above Spark's, and the model is Spark's own") {
    assume(offers("rowwise.kmeans"), "the bridge's rowwise has no kmeans")
    val data = frame(600, 6)
    val median = (fit: Long => KMeansModel) => (1L to 5L).map(fit(_).summary.trainingCost).sorted.apply(2)
    val ours = median(seed => kmeans.setSeed(seed).fit(data))
    val theirs = median(seed => new SparkKMeans().setK(5).setSeed(seed).fit(data))
    assert(ours <= 1.01 * theirs)
    val model = kmeans.fit(data)
    assert(model.summary.numIter > 0 && model.summary.clusterSizes.sum == 600)
    saved { path =>
      model.save(path)
      assert(KMeansModel.load(path).clusterCenters.toSeq == model.clusterCenters.toSeq)
    }
  }
}
