package io.athanor.spark

import io.athanor.spark.support.{Samples, SparkBridgeSuite}
import org.apache.spark.mllib.linalg.{DenseMatrix, Matrix}

class MLlibOperationsSuite extends SparkBridgeSuite {
  import Samples.{alignSigns, maxDifference}

  private def matrix = Samples.rowMatrix(spark.sparkContext, 120, 7)

  test("a product of unequal shapes is refused with MLlib's words") {
    val b = new DenseMatrix(3, 1, Array(1, 2, 3))
    val ours = intercept[IllegalArgumentException](athanor.multiply(matrix, b))
    assert(ours.getMessage == intercept[IllegalArgumentException](matrix.multiply(b)).getMessage)
  }

  test("principal components and the part of the variance that each explains") {
    for (k <- Seq(3, 7)) {
      val (components, explained) = athanor.computePrincipalComponentsAndExplainedVariance(matrix, k)
      val (theirs, theirExplained) = matrix.computePrincipalComponentsAndExplainedVariance(k)
      assert(maxDifference(alignSigns(components, theirs), theirs) < 1e-8)
      assert(explained.size == theirExplained.size)
      for (i <- 0 until k) assert(math.abs(explained(i) - theirExplained(i)) <= 1e-9 * theirExplained(i))
    }
    assert(athanor.computePrincipalComponents(matrix, 2).numCols == 2)
  }

  test("the Gramian matrix, also of an IndexedRowMatrix with gaps") {
    expectClose(athanor.computeGramianMatrix(matrix), matrix.computeGramianMatrix())
    val indexed = Samples.indexed(spark.sparkContext, 90, 5, step = 4)
    expectClose(athanor.computeGramianMatrix(indexed), indexed.computeGramianMatrix())
  }

  test("the covariance matrix") {
    expectClose(athanor.computeCovariance(matrix), matrix.computeCovariance())
  }

  test("QR: R up to the signs of its rows, and Q only when asked for") {
    val qr = athanor.tallSkinnyQR(matrix, computeQ = true)
    val theirs = matrix.tallSkinnyQR(computeQ = true)
    assert(maxDifference(qr.R.toArray.map(math.abs), theirs.R.toArray.map(math.abs)) < 1e-9)
    expectClose(qr.Q.computeGramianMatrix(), DenseMatrix.eye(7))
    assert(athanor.tallSkinnyQR(matrix).Q == null)
  }

  test("a product with a local matrix, rows indexed as they were") {
    val b = new DenseMatrix(5, 2, Array.tabulate(10)(i => i - 3.5))
    val indexed = Samples.indexed(spark.sparkContext, 90, 5, step = 4)
    val (ours, theirs) = (Samples.collect(athanor.multiply(indexed, b)), Samples.collect(indexed.multiply(b)))
    assert(ours.keySet == theirs.keySet)
    ours.foreach { case (index, row) => assert(maxDifference(row.toArray, theirs(index).toArray) < 1e-12) }
  }

  test("any routine by its name") {
    val handle = athanor.put(matrix)
    val run = athanor.run("rowwise.columnStats", Map("a" -> handle), Map("ddof" -> 1))
    val means = run.output("mean").toLocalMatrix().toArray
    assert(maxDifference(means, matrix.computeColumnSummaryStatistics().mean.toArray) < 1e-12)
  }

  test("products and transposes of BlockMatrices") {
    assume(offers("scalapack.matmul") && offers("scalapack.transpose"), "the bridge was built without ScaLAPACK")
    val a = Samples.indexed(spark.sparkContext, 40, 11).toBlockMatrix(16, 4)
    val b = Samples.indexed(spark.sparkContext, 6, 9, step = 2).toBlockMatrix(4, 5)
    expectClose(athanor.multiply(a, b).toLocalMatrix(), a.multiply(b).toLocalMatrix())
    val transposed = athanor.transpose(a)
    assert(transposed.toLocalMatrix().toArray.toSeq == a.transpose.toLocalMatrix().toArray.toSeq)
    assert(transposed.rowsPerBlock == 4 && transposed.colsPerBlock == 16)
  }

  private def expectClose(ours: Matrix, theirs: Matrix): Unit = {
    val scale = theirs.toArray.map(math.abs).max
    assert(maxDifference(ours, theirs) <= 1e-12 * scale)
  }
}
