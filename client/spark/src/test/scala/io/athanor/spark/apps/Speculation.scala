package io.athanor.spark.apps

import java.util.concurrent.atomic.AtomicInteger

import io.athanor.spark.Athanor
import io.athanor.spark.support.{Disturbed, Samples}
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.scheduler.{SparkListener, SparkListenerTaskEnd}
import org.apache.spark.sql.SparkSession

/** A task so slow that Spark starts a copy of it on the other host: one of the two wins, and the other is killed. */
object Speculation {
  private val SlowMs = 20000L

  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("speculation").getOrCreate()
    val athanor = Athanor.getOrCreate(spark)
    val (copies, killed) = (new AtomicInteger, new AtomicInteger)
    spark.sparkContext.addSparkListener(new SparkListener {
      override def onTaskEnd(end: SparkListenerTaskEnd): Unit = {
        if (end.taskInfo.speculative) copies.incrementAndGet()
        if (end.taskInfo.killed) killed.incrementAndGet()
      }
    })
    val matrix = Samples.rowMatrix(spark.sparkContext, 4000, 50, partitions = 4)

    def digest(sent: RowMatrix): String = {
      val handle = athanor.put(sent)
      try handle.info.digest.get
      finally handle.drop()
    }
    val calm = digest(matrix)
    val speculated = digest(Disturbed.first(matrix) { (part, moment) =>
      if (part == 3 && moment == "middle") Thread.sleep(SlowMs)
    })
    // The loser's end comes when its sleep is over, at the latest.
    Thread.sleep(1000)
    Report.print("calm" -> calm, "speculated" -> speculated, "copies" -> copies.get, "killed" -> killed.get)
    spark.stop()
  }
}
