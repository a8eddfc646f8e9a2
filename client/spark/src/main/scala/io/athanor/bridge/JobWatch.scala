package io.athanor.bridge

import scala.concurrent.{Await, Future, blocking}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration.Duration

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.AthanorException

/** Submits a job and waits for it: through broken connections, and giving the job up when the waiting thread is interrupted. */
private[athanor] object JobWatch {
  private val AwayMs = 6000L
  private val ReconnectMs = 300L
  private val Broken = Set("ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_DRAINING", "ATHANOR_DEADLINE", "ATHANOR_STREAM_IDLE")

  /** @return the job's id @throws InterruptedException then the job is told to stop as soon as the bridge has named it */
  def submit(bridge: Bridge, request: JsonNode): String = {
    val submitted = Future(blocking(bridge.submit(request)))
    try Await.result(submitted, Duration.Inf) // The call has a deadline of its own.
    catch {
      case interrupted: InterruptedException =>
        submitted.foreach(bridge.cancel)
        throw interrupted
    }
  }

  /**
   * @throws AthanorException the job's failure; ATHANOR_JOB_CANCELLED
   * @throws InterruptedException after the job was told to stop
   */
  def await(bridge: Bridge, job: String, onProgress: JobProgress => Unit): JobResult =
    try untilEnded(bridge, job, onProgress)
    catch {
      case interrupted: InterruptedException =>
        Thread.interrupted()
        try bridge.cancel(job)
        catch { case _: AthanorException => }
        throw interrupted
    }

  private def untilEnded(bridge: Bridge, job: String, onProgress: JobProgress => Unit): JobResult = {
    var awaySince = 0L
    var end: Option[JsonNode] = None
    while (end.isEmpty) {
      try {
        val events = bridge.watch(job)
        while (end.isEmpty && events.hasNext) {
          end = take(events.next(), onProgress)
          awaySince = 0L
        }
      } catch {
        case lost: AthanorException if Broken(lost.code) =>
          if (awaySince == 0L) awaySince = System.nanoTime()
          if (System.nanoTime() - awaySince > AwayMs * 1000000) throw bridgeAway(lost, job)
      }
      if (end.isEmpty) Thread.sleep(ReconnectMs)
    }
    resultOf(end.get)
  }

  /** @return the job, if this event is its end */
  private def take(event: JsonNode, onProgress: JobProgress => Unit): Option[JsonNode] = {
    if (event.path("type").asText == "progress") onProgress(JobProgress.parse(event.path("progress")))
    Some(event.path("job")).filter(hasEnded)
  }

  private def hasEnded(job: JsonNode): Boolean = Set("succeeded", "failed", "cancelled")(job.path("state").asText)

  private def resultOf(job: JsonNode): JobResult = job.path("state").asText match {
    case "succeeded" => JobResult.parse(job)
    case "cancelled" =>
      throw new AthanorException("ATHANOR_JOB_CANCELLED", s"job ${job.path("id").asText} was cancelled")
    case _ =>
      val failure = job.path("failure")
      val code = failure.path("code").asText("ATHANOR_INTERNAL")
      throw new AthanorException(code, failure.path("message").asText.stripPrefix(s"$code: "))
  }

  private def bridgeAway(lost: AthanorException, job: String): AthanorException =
    new AthanorException(
      lost.code,
      s"${lost.text}; when the bridge is back, `athanor jobs show $job` tells of the job",
      lost
    )
}
