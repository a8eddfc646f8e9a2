package io.athanor.spark.apps

import java.util.concurrent.atomic.AtomicInteger

import io.athanor.spark.Athanor
import io.athanor.spark.support.{Disturbed, Samples}
import org.apache.spark.{HashPartitioner, SparkContext}
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.scheduler.{SparkListener, SparkListenerStageSubmitted}
import org.apache.spark.sql.SparkSession

/**
 * Executors that die while they send, when they have sent, and while they read. Rows come from a shuffle, whose files die
 * with the executor: the stage is computed again. Its argument is a folder for marks.
 */
object KilledExecutor {
  private val Killed = 137

  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("killed executors").getOrCreate()
    val athanor = Athanor.getOrCreate(spark)
    val once = Once(args(0))
    val (matrix, again) = (shuffled(spark.sparkContext), stagesRunAgain(spark.sparkContext))

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
      "stagesRunAgain" -> again.get,
      "readBack" -> (read.collect().toSeq == sent),
      "killed" -> Seq("during", "after", "reading").filter(once.happened)
    )
    handle.drop()
    spark.stop()
  }

  /** The same rows in the same order whenever it is computed. */
  private def shuffled(context: SparkContext): RowMatrix = {
    val numbered = Samples.rowMatrix(context, 4000, 50, partitions = 4).rows.zipWithIndex().map(_.swap)
    new RowMatrix(numbered.repartitionAndSortWithinPartitions(new HashPartitioner(4)).values)
  }

  private def stagesRunAgain(context: SparkContext): AtomicInteger = {
    val count = new AtomicInteger
    context.addSparkListener(new SparkListener {
      override def onStageSubmitted(stage: SparkListenerStageSubmitted): Unit =
        if (stage.stageInfo.attemptNumber() > 0) count.incrementAndGet()
    })
    count
  }

  private def halt(): Unit = Runtime.getRuntime.halt(Killed)
}
