package io.athanor.spark

import io.athanor.spark.support.{Samples, SparkBridgeSuite}
import org.apache.spark.mllib.linalg.Vectors
import org.apache.spark.mllib.linalg.distributed.RowMatrix

/** A bridge with room for little more than a megabyte. */
class SmallBridgeSuite extends SparkBridgeSuite {
  override protected def bridgeConfig: Seq[(String, Any)] =
    Seq("memoryBudgetBytes" -> (1 << 20), "diskBudgetBytes" -> (1 << 20))

  test("what does not fit is refused with the numbers, and all of it is given up") {
    val error = refusal(athanor.put(Samples.rowMatrix(spark.sparkContext, 2000, 100)))
    assert(error.code == "ATHANOR_STORE_FULL")
  }

  test("a sparse matrix that would be absurd when dense is refused before it is sent") {
    val rows = (0 until 100).map(i => Vectors.sparse(50000, Array(i, 2 * i + 1), Array(1.0, 2.0)))
    val error = refusal(athanor.truncatedSVD(new RowMatrix(spark.sparkContext.parallelize(rows, 2)), 3))
    assert(error.code == "ATHANOR_SPARSE_INPUT" && error.getMessage.contains("40.0 MB dense (100 x 50000)"))
  }

  test("what fits is taken") {
    val small = Samples.rowMatrix(spark.sparkContext, 200, 10)
    assert(athanor.put(small).toRowMatrix().rows.count() == 200)
  }
}
