package io.athanor.spark.upload

import io.athanor.AthanorException
import io.athanor.bridge.{Json, UploadTarget}
import io.athanor.spark.DataPath
import io.athanor.wire.PutStream
import org.apache.spark.{TaskContext, TaskKilledException}

/**
 * Sends a partition as one attempt of one part: part = partition, attempt = task attempt. Nothing is shared with
 * another attempt, so those that fail, are killed or are copies do no harm, whenever they come.
 */
private[spark] final class PartTask[T](path: DataPath, target: UploadTarget, shape: RowShape[T], cols: Int)
    extends (Iterator[T] => PartOutcome) with Serializable {

  override def apply(rows: Iterator[T]): PartOutcome = {
    val task = TaskContext.get()
    try send(task, rows)
    catch {
      case refused: AthanorException if !mayPass(refused, task) => PartRefusal(refused.code, refused.text)
    }
  }

  private def send(task: TaskContext, rows: Iterator[T]): PartOutcome = {
    val part = task.partitionId()
    val stores = target.stores
    val store = if (stores.isEmpty) None else Some(stores(part % stores.size))
    val stream = path.channel(store).doPut(() => task.isInterrupted())
    try {
      val writer = new PartWriter(stream, shape.isIndexed, cols, s"part $part")
      writer.open(descriptor(part, task.taskAttemptId()))
      rows.foreach { row =>
        writer.add(if (row == null) -1 else shape.index(row), if (row == null) null else shape.vector(row))
        if (writer.isBatchFull) sendUnlessKilled(task, writer)
      }
      PartReceipt.parse(writer.finish(), writer.largestIndex)
    } catch {
      case thrown: Throwable => giveUp(stream, thrown)
    }
  }

  private def sendUnlessKilled(task: TaskContext, writer: PartWriter): Unit = {
    if (task.isInterrupted()) throw new TaskKilledException
    writer.sendBatch()
  }

  private def giveUp(stream: PutStream, thrown: Throwable): Nothing = {
    stream.cancel(s"the task failed: $thrown")
    throw thrown
  }

  private def descriptor(part: Int, attempt: Long): String =
    Json.of("capability" -> target.capability, "part" -> part, "attempt" -> attempt.toString).toString

  /** Whether a repeat may go better. It is given two. */
  private def mayPass(error: AthanorException, task: TaskContext): Boolean =
    PartTask.Passing(error.code) && task.attemptNumber() < 2
}

private object PartTask {
  val Passing = Set("ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_STORE_LOST", "ATHANOR_INCOMPLETE_STREAM", "ATHANOR_STREAM_IDLE",
    "ATHANOR_DEADLINE")
}
