package io.athanor.spark.support

import scala.util.Random

import org.apache.spark.SparkContext
import org.apache.spark.mllib.linalg.{DenseMatrix, Matrix, Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.{IndexedRow, IndexedRowMatrix, RowMatrix}

/** Small matrices with well separated singular values, so that vectors can be compared. */
object Samples {

  /** Gaussian rows whose columns have the scales 1, 1/2, 1/3, ... */
  def rows(count: Int, cols: Int, seed: Int = 1): Seq[Vector] = {
    val random = new Random(seed)
    Seq.fill(count)(Vectors.dense(Array.tabulate(cols)(j => (random.nextGaussian() + 0.5) / (j + 1))))
  }

  def rowMatrix(context: SparkContext, count: Int, cols: Int, partitions: Int = 3): RowMatrix =
    new RowMatrix(context.parallelize(rows(count, cols), partitions))

  /** Entries from 0 to 1, without structure: to the last digit, NMF of them takes minutes. */
  def positive(context: SparkContext, count: Int, cols: Int): RowMatrix =
    new RowMatrix(context.range(0, count, 1, 2).map { i =>
      val random = new Random(i)
      Vectors.dense(Array.fill(cols)(random.nextDouble()))
    })

  /** Rows in random order whose indices are `step` apart: with 1 all are there, with more the others are missing. */
  def indexed(context: SparkContext, count: Int, cols: Int, step: Int = 1, partitions: Int = 3): IndexedRowMatrix = {
    val all = rows(count, cols).zipWithIndex.map { case (row, i) => IndexedRow(i.toLong * step, row) }
    new IndexedRowMatrix(context.parallelize(new Random(2).shuffle(all), partitions))
  }

  def maxDifference(a: Matrix, b: Matrix): Double = maxDifference(a.toArray, b.toArray)
  def maxDifference(a: Array[Double], b: Array[Double]): Double = {
    require(a.length == b.length, s"${a.length} and ${b.length} values")
    a.indices.map(i => math.abs(a(i) - b(i))).foldLeft(0.0)(math.max)
  }

  /** Columns of `a` turned so that they point as those of `b`. */
  def alignSigns(a: Matrix, b: Matrix): Matrix = {
    val (from, to, m) = (a.toArray, b.toArray, a.numRows)
    val turned = from.clone()
    for (j <- 0 until a.numCols) {
      val dot = (0 until m).map(i => from(j * m + i) * to(j * m + i)).sum
      if (dot < 0) for (i <- 0 until m) turned(j * m + i) = -turned(j * m + i)
    }
    new DenseMatrix(m, a.numCols, turned)
  }

  /** Rows by index, on the driver. */
  def collect(matrix: IndexedRowMatrix): Map[Long, Vector] =
    matrix.rows.map(row => row.index -> row.vector).collect().toMap
}
