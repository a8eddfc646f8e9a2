package io.athanor.spark.upload

import io.athanor.AthanorException
import io.athanor.bridge.Bridge
import org.apache.spark.mllib.linalg.{SparseVector, Vector}
import org.apache.spark.rdd.RDD

/** A sparse matrix that would fit no bridge when it is dense is refused before a row is sent. */
private[spark] object SparseGuard {
  private val SampledRows = 20
  private val SparseDensity = 0.01

  /**
   * Rows are counted, by a job, only where the first ones are very sparse.
   * @throws AthanorException ATHANOR_SPARSE_INPUT
   */
  def check(bridge: Bridge, vectors: RDD[Vector], first: Vector): Unit = first match {
    case sparse: SparseVector if density(sparse) < SparseDensity =>
      val sampled = vectors.take(SampledRows).filter(_ != null)
      val mean = sampled.map(density).sum / sampled.length
      if (mean < SparseDensity) refuseAbsurd(bridge, vectors.count(), first.size.toLong, mean)
    case _ =>
  }

  private def refuseAbsurd(bridge: Bridge, rows: Long, cols: Long, density: Double): Unit = {
    val dense = rows.toDouble * cols * 8
    val budget = bridge.storeBudget().toDouble
    if (dense > budget) {
      // A value and its column.
      val text =
        s"${size(dense * density * 1.5)} sparse would be ${size(dense)} dense ($rows x $cols); the bridge has " +
          s"room for ${size(budget)}: stay in Spark"
      throw new AthanorException("ATHANOR_SPARSE_INPUT", text)
    }
  }

  private def density(vector: Vector): Double = vector.numActives.toDouble / math.max(1, vector.size)

  private def size(bytes: Double): String = {
    val unit = Seq("TB" -> 1e12, "GB" -> 1e9, "MB" -> 1e6, "kB" -> 1e3).find(bytes >= _._2).getOrElse("B" -> 1.0)
    f"${bytes / unit._2}%.1f ${unit._1}"
  }
}
