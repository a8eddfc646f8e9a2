package io.athanor.spark.bench

import org.apache.spark.mllib.linalg.{Matrix, Vector}
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.rdd.RDD

/** How good a truncated SVD is, computed the same way for both sides, outside of what is timed. */
object Accuracy {

  /** The largest of |A v - s u| / s and |A'u - s v| / s over the triplets. */
  def residual(a: RDD[Vector], u: RowMatrix, s: Vector, v: Matrix): Double = {
    val (k, n) = (s.size, v.numRows)
    val rightVectors = a.sparkContext.broadcast(v.toArray)
    // U's rows are in the order of A's, but in partitions of their own.
    val left = a.sparkContext.broadcast(u.rows.map(_.toArray).collect())
    val firstRows = a.mapPartitions(rows => Iterator.single(rows.size)).collect().scanLeft(0)(_ + _)
    val sums = a.mapPartitionsWithIndex((part, rows) =>
      Iterator.single(partSums(rows, left.value.iterator.drop(firstRows(part)), rightVectors.value, s.toArray))
    ).treeReduce((x, y) => { for (i <- x.indices) x(i) += y(i); x })
    (0 until k).map { j =>
      val offRight = (0 until n).map(i => square(sums(k + j * n + i) - s(j) * v(i, j))).sum
      math.sqrt(math.max(sums(j), offRight)) / s(j)
    }.max
  }

  /** For each triplet the part's |A v - s u|^2, then all of A'u, column after column. */
  private def partSums(a: Iterator[Vector], u: Iterator[Array[Double]], v: Array[Double], s: Array[Double]) = {
    val (k, n) = (s.length, v.length / s.length)
    val sums = new Array[Double](k + k * n)
    a.zip(u).foreach { case (row, left) =>
      val values = row.toArray
      for (j <- 0 until k) {
        var (dot, i) = (0.0, 0)
        while (i < n) {
          dot += values(i) * v(j * n + i)
          sums(k + j * n + i) += values(i) * left(j)
          i += 1
        }
        sums(j) += square(dot - s(j) * left(j))
      }
    }
    sums
  }

  private def square(x: Double): Double = x * x
}
