package io.athanor.spark

import scala.util.Random

import io.athanor.spark.support.{FashionMnist, Samples, Slow, SparkBridgeSuite}
import org.apache.spark.mllib.clustering.{KMeans => MLlibKMeans}
import org.apache.spark.mllib.linalg.Vector
import org.apache.spark.mllib.linalg.distributed.{IndexedRow, IndexedRowMatrix, RowMatrix}
import org.apache.spark.rdd.RDD

/** MLlib's answers on real data: singular values and explained variance to 1e-9, vectors up to sign, costs. */
class FashionMnistSuite extends SparkBridgeSuite {
  import Samples.{alignSigns, collect, maxDifference}

  private val Tolerance = 1e-9

  /** Of near singular values vectors turn into each other, and ARPACK's own tolerance is 1e-10. */
  private val VectorTolerance = 1e-6

  private val Seeds = 1L to 5L

  private def using[A](rows: RDD[Vector])(body: RDD[Vector] => A): A =
    try body(rows)
    finally rows.unpersist(blocking = true)

  private def worst(ours: Array[Double], theirs: Array[Double]): Double = {
    assert(ours.length == theirs.length)
    ours.indices.map(i => math.abs(ours(i) - theirs(i)) / theirs(i)).max
  }

  test("all 60,000 images: singular values, and the explained variance of principal components", Slow) {
    using(FashionMnist.train(spark.sparkContext)) { rows =>
      val matrix = new RowMatrix(rows)
      val handle = athanor.put(matrix)
      val ours = athanor.truncatedSVD(handle, 20, computeU = false)
      val theirs = matrix.computeSVD(20)
      assert(worst(ours.s.toArray, theirs.s.toArray) < Tolerance)
      assert(maxDifference(alignSigns(ours.V, theirs.V), theirs.V) < VectorTolerance)
      val (components, explained) = athanor.computePrincipalComponentsAndExplainedVariance(handle, 10)
      val (theirComponents, theirExplained) = matrix.computePrincipalComponentsAndExplainedVariance(10)
      assert(worst(explained.toArray, theirExplained.toArray) < Tolerance)
      assert(maxDifference(alignSigns(components, theirComponents), theirComponents) < VectorTolerance)
      handle.drop()
    }
  }

  test("shuffled images whose indices are far apart, a tenth of them missing, as sparse vectors", Slow) {
    using(FashionMnist.test(spark.sparkContext)) { rows =>
      val kept = rows.zipWithIndex().collect { case (row, i) if i % 10 != 3 => IndexedRow(7 * i, row.toSparse) }
      val matrix = new IndexedRowMatrix(kept.repartition(3).mapPartitionsWithIndex { (part, some) =>
        new Random(part).shuffle(some.toSeq).iterator
      }.cache())
      val ours = athanor.truncatedSVD(matrix, 10)
      val theirs = matrix.computeSVD(10, computeU = true)
      assert(worst(ours.s.toArray, theirs.s.toArray) < Tolerance)
      val (u, theirU) = (collect(ours.U), collect(theirs.U))
      assert(u.size == 9000 && u.keySet == theirU.keySet)
      val along = (j: Int) => (0 until FashionMnist.Cols).map(i => ours.V(i, j) * theirs.V(i, j)).sum
      val signs = (0 until 10).map(j => math.signum(along(j)))
      u.foreach { case (index, row) =>
        for (j <- 0 until 10) assert(math.abs(row(j) * signs(j) - theirU(index)(j)) < VectorTolerance)
      }
      matrix.rows.unpersist(blocking = true)
    }
  }

  test("10,000 images in ten clusters: the median cost over five seeds is at most 1 % above MLlib's", Slow) {
    using(FashionMnist.test(spark.sparkContext)) { rows =>
      val handle = athanor.put(new RowMatrix(rows))
      def median(cost: Long => Double): Double = Seeds.map(cost).sorted.apply(Seeds.size / 2)
      val ours = median(seed => athanor.kmeans(handle, 10, 20, seed = seed).model.trainingCost)
      val theirs = median(seed => MLlibKMeans.train(rows, 10, 20, "k-means||", seed).trainingCost)
      assert(ours <= 1.01 * theirs)
      handle.drop()
    }
  }
}
