package io.athanor.spark.apps

import io.athanor.spark.Athanor
import io.athanor.spark.support.{Disturbed, Samples}
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.sql.SparkSession

/** Executors that die while they send, when they have sent, and while they read. Its argument is a folder for marks. */
object KilledExecutor {
  private val Killed = 137

  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("killed executors").getOrCreate()
    val athanor = Athanor.getOrCreate(spark)
    val once = Once(args(0))
    val matrix = Samples.rowMatrix(spark.sparkContext, 4000, 50, partitions = 4)

    def digest(sent: RowMatrix): String = {
      val handle = athanor.put(sent)
      try handle.info.digest.get
      finally handle.drop()
    }
    val calm = digest(matrix)
    val during = digest(Disturbed.each(matrix) { (part, _, moment) =>
      if (part == 1 && moment == "middle") once("during")(halt())
    })
    val after = digest(Disturbed.afterwards(matrix)(task => if (task.partitionId() == 2) once("after")(halt())))

    val handle = athanor.put(matrix)
    val read = handle.toRowMatrix().rows.mapPartitions { rows =>
      rows.zipWithIndex.map { case (row, i) =>
        if (i == 100) once("reading")(halt())
        row
      }
    }
    val sent = matrix.rows.collect().toSeq
    Report.print(
      "calm" -> calm,
      "during" -> during,
      "after" -> after,
      "readBack" -> (read.collect().toSeq == sent),
      "killed" -> Seq("during", "after", "reading").filter(once.happened)
    )
    handle.drop()
    spark.stop()
  }

  private def halt(): Unit = Runtime.getRuntime.halt(Killed)
}
