package io.athanor.spark.ml

import io.athanor.spark.ml.clustering.KMeans
import org.apache.spark.ml.clustering.{KMeans => SparkKMeans, KMeansModel}
import org.apache.spark.ml.linalg.{Vector, Vectors}

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

  test("the cost is that of its centers, about Spark's, and the model with its summary is Spark's own") {
    assume(offers("rowwise.kmeans"), "the bridge's rowwise has no kmeans")
    val data = frame(600, 6)
    val model = kmeans.fit(data)
    val nearest = (row: Vector) => model.clusterCenters.map(Vectors.sqdist(_, row)).min
    val cost = vectors(data, "features").map(nearest).sum
    assert(math.abs(model.summary.trainingCost - cost) < 1e-9 * cost)
    // The medians of several seeds are compared on real data, in FashionMnistSuite.
    assert(cost < 1.05 * new SparkKMeans().setK(5).setSeed(3).fit(data).summary.trainingCost)
    assert(model.summary.numIter > 0 && model.summary.clusterSizes.sum == 600)
    saved { path =>
      model.save(path)
      assert(KMeansModel.load(path).clusterCenters.toSeq == model.clusterCenters.toSeq)
    }
  }
}
