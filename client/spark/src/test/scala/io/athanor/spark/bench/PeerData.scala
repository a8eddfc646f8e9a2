package io.athanor.spark.bench

import org.apache.spark.mllib.linalg.Vector
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.SparkSession
import org.apache.spark.storage.StorageLevel

/** What both peers have before they are asked anything: the matrix, read by the tasks, cached as objects, all there. */
final class PeerData(val spark: SparkSession, path: String) {
  private val file = NpyFile.open(path)
  val rows: RDD[Vector] =
    file.toRDD(spark.sparkContext, spark.sparkContext.defaultParallelism).persist(StorageLevel.MEMORY_ONLY)
  require(rows.count() == file.rows)
  private val cached = spark.sparkContext.getRDDStorageInfo.find(_.id == rows.id).map(_.numCachedPartitions)
  require(cached.contains(rows.getNumPartitions), s"only $cached partitions fit into memory: give the driver more")

  /** A new one each time: a RowMatrix remembers what it has counted. The shape is known to neither side. */
  def matrix: RowMatrix = new RowMatrix(rows)

  def facts: Seq[(String, Any)] = Seq(
    "spark" -> spark.version,
    "java" -> sys.props("java.version"),
    "partitions" -> rows.getNumPartitions,
    "rows" -> file.rows,
    "cols" -> file.cols
  )
}

object PeerData {
  def open(args: Array[String]): PeerData = new PeerData(SparkSession.builder().appName("bench").getOrCreate(), args(0))

  /** What the body gives, and the seconds that it took. */
  def timed[A](body: => A): (A, Double) = {
    val start = System.nanoTime()
    val result = body
    (result, (System.nanoTime() - start) / 1e9)
  }

  /** Every row is computed, in its task, and stays there. */
  def materialise(matrix: RowMatrix): Unit = matrix.rows.foreach(_ => ())
}
