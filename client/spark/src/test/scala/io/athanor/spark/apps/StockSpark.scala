package io.athanor.spark.apps

import io.athanor.spark.Athanor
import io.athanor.spark.support.Samples
import org.apache.spark.sql.SparkSession

/** A job as a user would submit it: MLlib and Athanor on one matrix. */
object StockSpark {
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("stock").getOrCreate()
    val matrix = Samples.indexed(spark.sparkContext, 400, 20, step = 3, partitions = 4)
    val theirs = matrix.computeSVD(6, computeU = true)
    val ours = Athanor.getOrCreate(spark).truncatedSVD(matrix, 6)
    val worst = (0 until 6).map(i => math.abs(ours.s(i) - theirs.s(i)) / theirs.s(i)).max
    val indices = Samples.collect(ours.U).keySet
    Report.print(
      "spark" -> spark.version,
      "scala" -> scala.util.Properties.versionNumberString,
      "worstRelativeDifference" -> worst,
      "indicesEqual" -> (indices == Samples.collect(theirs.U).keySet),
      "rowsOfU" -> indices.size
    )
    spark.stop()
  }
}
