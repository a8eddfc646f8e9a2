package io.athanor.spark

import scala.concurrent.ExecutionContext.Implicits.global
import scala.util.Failure

import io.athanor.AthanorException
import io.athanor.bridge.{Bridge, JobProgress}
import io.athanor.wire.BridgeAddress
import org.apache.spark.{SparkContext, TaskContext}

/**
 * Shows a job of the bridge in Spark: as a Spark job of one task, which waits as long as the bridge computes. Whoever
 * cancels that (the web UI, cancelJobGroup, a notebook's stop button) cancels the bridge's job. What is over in less
 * than a second gets none.
 */
private[spark] final class SparkJobMark(context: SparkContext, bridge: Bridge, job: String, routine: String) {
  private val submittedAt = System.nanoTime()
  private var isMarked = false

  /** Called by the waiting thread, so that the Spark job is in that thread's group. */
  def update(progress: JobProgress): Unit =
    if (!isMarked && System.nanoTime() - submittedAt > SparkJobMark.AfterNs) {
      isMarked = true
      start()
    }

  private def start(): Unit = {
    val (address, id) = (bridge.address, job)
    val mark = JobDescription.during(context, s"Athanor: $routine") {
      context.submitJob(
        context.parallelize(Seq(id), 1),
        SparkJobMark.waitUntilEnded(address) _,
        Seq(0),
        (_: Int, _: Unit) => (),
        ()
      )
    }
    mark.onComplete {
      case Failure(thrown) if SparkJobMark.isCancellation(thrown) =>
        try bridge.cancel(id)
        catch { case _: AthanorException => } // It has ended meanwhile.
      case _ =>
    }
  }
}

private object SparkJobMark {
  val AfterNs = 1000000000L

  /** Hears of the end at once, so that the task's place is free for those that read the result. */
  def waitUntilEnded(address: BridgeAddress)(jobs: Iterator[String]): Unit =
    new Bridge(address).watch(jobs.next()).takeWhile(_ => !TaskContext.get().isInterrupted()).foreach(_ => ())

  /** A task that could not reach the bridge, or a lost executor, is no one's wish. */
  def isCancellation(thrown: Throwable): Boolean = String.valueOf(thrown.getMessage).contains("cancelled")
}
