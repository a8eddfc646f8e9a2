package io.athanor.spark

import io.athanor.spark.support.{Samples, SparkBridgeSuite}
import org.apache.spark.mllib.linalg.{DenseMatrix, Matrix, Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.{CoordinateMatrix, IndexedRowMatrix, MatrixEntry, RowMatrix}

class TruncatedSVDSuite extends SparkBridgeSuite {
  import Samples.{alignSigns, collect, maxDifference}

  test("a k that MLlib refuses is refused with MLlib's words") {
    val matrix = Samples.rowMatrix(spark.sparkContext, 20, 4)
    val ours = intercept[IllegalArgumentException](athanor.truncatedSVD(matrix, 5))
    val theirs = intercept[IllegalArgumentException](matrix.computeSVD(5))
    assert(ours.getMessage == theirs.getMessage)
  }

  test("shuffled rows: MLlib's values, its vectors up to sign, and the input's row indices") {
    compare(Samples.indexed(spark.sparkContext, 300, 12), 5)
  }

  test("indices with gaps: U has the rows that the input has, and no others") {
    compare(Samples.indexed(spark.sparkContext, 200, 8, step = 7), 4)
  }

  test("rows without an index come back in their order") {
    val matrix = Samples.rowMatrix(spark.sparkContext, 250, 10)
    val ours = athanor.truncatedSVD(matrix, 4)
    val theirs = matrix.computeSVD(4, computeU = true)
    expectEqualValues(ours.s, theirs.s)
    val u = local(ours.U.rows.collect())
    assert(maxDifference(alignSigns(u, local(theirs.U.rows.collect())), local(theirs.U.rows.collect())) < 1e-8)
  }

  test("values below rCond are left out, with their vectors") {
    val thin = Samples.rows(60, 3).map(row => Vectors.dense(row.toArray :+ row(0) :+ (row(0) - row(1))))
    val svd = athanor.truncatedSVD(new RowMatrix(spark.sparkContext.parallelize(thin, 2)), 5)
    assert(svd.s.size == 3 && svd.V.numCols == 3 && svd.U.numCols() == 3 && svd.U.rows.first().size == 3)
  }

  test("without U nothing is kept for it") {
    val svd = athanor.truncatedSVD(Samples.indexed(spark.sparkContext, 50, 4), 2, computeU = false)
    assert(svd.U == null)
    assert(bridge.client.listMatrices().isEmpty)
  }

  test("more columns than rows, and sparse vectors") {
    val wide = Samples.rows(6, 40).map(_.toSparse)
    val svd = athanor.truncatedSVD(new RowMatrix(spark.sparkContext.parallelize(wide, 2)), 10)
    assert(svd.s.size == 6 && svd.V.numRows == 40)
  }

  test("a CoordinateMatrix has rows of zeros where it has no entries") {
    val entries = Seq(MatrixEntry(0, 0, 3.0), MatrixEntry(5, 1, 4.0), MatrixEntry(9, 2, 1.0))
    val matrix = new CoordinateMatrix(spark.sparkContext.parallelize(entries, 2), 20, 3)
    val svd = athanor.truncatedSVD(matrix, 3)
    expectEqualValues(svd.s, Vectors.dense(4, 3, 1))
    assert(collect(svd.U).keySet == Set(0L, 5L, 9L) && svd.U.numRows() == 20)
  }

  test("a matrix that was put once serves several calls") {
    val handle = athanor.put(Samples.indexed(spark.sparkContext, 80, 6))
    val one = athanor.truncatedSVD(handle, 2)
    val two = athanor.truncatedSVD(handle, 3)
    expectEqualValues(one.s, Vectors.dense(two.s.toArray.take(2)))
    assert(one.U.numCols == 2)
    Seq(handle, one.U, two.U).foreach(_.drop())
  }

  private def compare(matrix: IndexedRowMatrix, k: Int): Unit = {
    val ours = athanor.truncatedSVD(matrix, k)
    val theirs = matrix.computeSVD(k, computeU = true)
    expectEqualValues(ours.s, theirs.s)
    assert(maxDifference(alignSigns(ours.V, theirs.V), theirs.V) < 1e-8)
    val (u, expected) = (collect(ours.U), collect(theirs.U))
    assert(u.keySet == expected.keySet)
    val order = expected.keys.toSeq.sorted
    val turned = alignSigns(local(order.map(u)), local(order.map(expected)))
    assert(maxDifference(turned, local(order.map(expected))) < 1e-8)
    assert(ours.U.numRows() == matrix.numRows())
  }

  private def expectEqualValues(ours: Vector, theirs: Vector): Unit = {
    assert(ours.size == theirs.size)
    for (i <- 0 until ours.size) assert(math.abs(ours(i) - theirs(i)) <= 1e-9 * theirs(i))
  }

  private def local(rows: Seq[Vector]): Matrix = {
    val cols = rows.head.size
    new DenseMatrix(rows.size, cols, (0 until cols).flatMap(j => rows.map(_(j))).toArray)
  }
}
