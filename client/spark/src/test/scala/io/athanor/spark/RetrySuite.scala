package io.athanor.spark

import java.util.concurrent.atomic.AtomicInteger

import io.athanor.AthanorException
import io.athanor.spark.support.{Disturbed, Samples, SparkBridgeSuite}
import org.apache.spark.SparkException
import org.apache.spark.mllib.linalg.Vectors
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.scheduler.{SparkListener, SparkListenerTaskStart}

/** Attempts that fail, are killed or are late change no bit, and leave nothing on the bridge. */
class RetrySuite extends SparkBridgeSuite {
  private def matrix = Samples.rowMatrix(spark.sparkContext, 3000, 40, partitions = 4)
  private lazy val calmDigest = digest(matrix)

  private def digest(matrix: RowMatrix): String = {
    val handle = athanor.put(matrix)
    try handle.info.digest.get
    finally handle.drop()
  }

  test("a source that gives other rows when it is computed again is found out") {
    val moody = Disturbed.afterwards(new RowMatrix(matrix.rows.map { row =>
      if (org.apache.spark.TaskContext.get().attemptNumber() == 0) row else Vectors.dense(row.toArray.map(_ + 1))
    }))(task => if (task.attemptNumber() == 0 && task.partitionId() == 2) sys.error("lost after its upload"))
    val error = refusal(athanor.put(moody))
    assert(error.code == "ATHANOR_ATTEMPTS_DIFFER" && error.getMessage.contains("cache or checkpoint"))
  }

  test("a refused row is told after one attempt, not after four") {
    val started = new AtomicInteger
    val listener = new SparkListener {
      override def onTaskStart(start: SparkListenerTaskStart): Unit =
        if (start.taskInfo.attemptNumber > 0) started.incrementAndGet()
    }
    spark.sparkContext.addSparkListener(listener)
    val ragged = new RowMatrix(matrix.rows.mapPartitions(_ ++ Iterator(Vectors.dense(1))))
    try assert(refusal(athanor.put(ragged)).code == "ATHANOR_BAD_BATCH")
    finally spark.sparkContext.removeSparkListener(listener)
    assert(started.get == 0)
  }

  test("tasks that fail after half of their rows") {
    val failing =
      Disturbed.first(matrix)((part, moment) => if (moment == "middle" && part != 1) sys.error("on purpose"))
    assert(digest(failing) == calmDigest)
  }

  test("tasks that fail after their last row") {
    assert(digest(Disturbed.first(matrix)((_, moment) => if (moment == "end") sys.error("on purpose"))) == calmDigest)
  }

  test("tasks that fail when their part has been acknowledged") {
    val failing = Disturbed.afterwards(matrix)(task => if (task.attemptNumber() < 2) sys.error("on purpose"))
    assert(digest(failing) == calmDigest)
  }

  test("tasks that fail after a shuffle") {
    val rows = matrix.rows.zipWithIndex().map { case (row, i) => (i, row) }.sortByKey(numPartitions = 4).values
    assert(digest(new RowMatrix(rows)) == digest(Disturbed.first(new RowMatrix(rows)) { (_, moment) =>
      if (moment == "middle") sys.error("on purpose")
    }))
  }

  test("a cancelled job leaves nothing") {
    val context = spark.sparkContext
    val slow = Disturbed.each(matrix)((_, _, moment) => if (moment == "middle") Thread.sleep(30000))
    val group = "to be cancelled"
    val canceller = new Thread(() => {
      while (context.statusTracker.getJobIdsForGroup(group).isEmpty || bridge.client.listMatrices().isEmpty)
        Thread.sleep(50)
      Thread.sleep(500)
      context.cancelJobGroup(group)
    })
    context.setJobGroup(group, "an upload", interruptOnCancel = true)
    canceller.start()
    try intercept[SparkException](athanor.put(slow))
    finally context.clearJobGroup()
    canceller.join()
  }

  test("an interrupt of the waiting thread cancels the bridge's job") {
    whileComputing(waiting => waiting.interrupt(), ended => assert(ended.isInstanceOf[InterruptedException]))
  }

  test("an interrupt that comes while the job is submitted cancels it too") {
    val handle = athanor.put(Samples.positive(spark.sparkContext, 6000, 800))
    val cancelled = bridge.jobs("cancelled")
    Thread.currentThread.interrupt()
    intercept[InterruptedException](athanor.run("rowwise.nmf", Map("a" -> handle), endless))
    eventually(bridge.jobs("cancelled") == cancelled + 1 && bridge.jobs("running") == 0)
    handle.drop()
  }

  test("who cancels the Spark job that shows a bridge's job cancels that too") {
    val context = spark.sparkContext
    whileComputing(
      _ => { eventually(context.statusTracker.getActiveJobIds().nonEmpty); context.cancelJobGroup("computing") },
      ended => assert(AthanorException.from(ended).code == "ATHANOR_JOB_CANCELLED")
    )
  }

  private val endless = Map("k" -> 10, "tol" -> 0.0, "maxIterations" -> 1000000)

  /** Starts a long job in a thread of its own, disturbs that, and judges by what exception it ended. */
  private def whileComputing(disturb: Thread => Unit, judge: Throwable => Any): Unit = {
    val handle = athanor.put(Samples.positive(spark.sparkContext, 6000, 800))
    @volatile var ended: Throwable = null
    val waiting = new Thread(() => {
      spark.sparkContext.setJobGroup("computing", "on the bridge")
      try athanor.run("rowwise.nmf", Map("a" -> handle), endless)
      catch { case thrown: Throwable => ended = thrown }
    })
    waiting.start()
    eventually(bridge.jobs("running") == 1)
    disturb(waiting)
    waiting.join(30000)
    judge(ended)
    eventually(bridge.jobs("cancelled") > 0 && bridge.jobs("running") == 0)
    handle.drop()
  }

  private def eventually(condition: => Boolean): Unit = {
    val end = System.currentTimeMillis() + 30000
    while (!condition) {
      assert(System.currentTimeMillis() < end, "it did not come to that in time")
      Thread.sleep(50)
    }
  }

  test("a part that the bridge could not take for a while is sent again") {
    val error = new AthanorException("ATHANOR_STORE_LOST", "gone")
    val failing = Disturbed.first(matrix)((part, moment) => if (moment == "middle" && part == 0) throw error)
    assert(digest(failing) == calmDigest)
  }
}
