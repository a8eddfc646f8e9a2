package io.athanor.spark

import org.apache.spark.mllib.clustering.KMeansModel

/** MLlib's model, and how many iterations it took, which MLlib keeps to itself. */
final case class KMeansFit(model: KMeansModel, iterations: Int)
