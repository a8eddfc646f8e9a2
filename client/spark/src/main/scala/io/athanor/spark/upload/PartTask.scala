package io.athanor.spark.upload

import io.athanor.AthanorException
import io.athanor.spark.DataPath
import org.apache.spark.{TaskContext, TaskKilledException}

/**
 * Sends a partition as one attempt of one part: part = partition, attempt = task attempt. Nothing is shared with
 * another attempt, so those that fail, are killed or are copies do no harm, whenever they come.
 */
private[spark] final class PartTask[T](path: DataPath, sinks: Seq[OpenSink[T]], partRows: Option[Seq[Long]])
    extends (Iterator[T] => PartOutcome) with Serializable {

  override def apply(rows: Iterator[T]): PartOutcome = {
    val task = TaskContext.get()
    try send(task, rows)
    catch {
      case refused: AthanorException if !mayPass(refused, task) => PartRefusal(refused.code, refused.text)
    }
  }

  private def send(task: TaskContext, rows: Iterator[T]): PartOutcome = {
    val writers = sinks.map(writerOf(task, _))
    val pairs = sinks.zip(writers)
    try {
      rows.foreach(row => pairs.foreach { case (sink, writer) => add(task, row, sink.shape, writer) })
      PartSent(writers.map(writer => PartReceipt.parse(writer.finish(), writer.largestIndex)))
    } catch {
      case thrown: Throwable =>
        writers.foreach(_.giveUp(thrown))
        throw thrown
    }
  }

  private def writerOf(task: TaskContext, sink: OpenSink[T]): PartWriter = {
    val part = task.partitionId()
    val rows = partRows.map(_(part))
    val start = () => path.channel(sink.storeOf(part)).doPut(() => task.isInterrupted())
    val put = PartDescriptor(sink.target.capability, part, task.taskAttemptId().toString, rows)
    val open = () => {
      val offer = if (path.mayWriteFiles) sink.target.sameHost else None
      offer.flatMap(HostFileSender.open(start, put, _, sink.cols)).getOrElse(
        new FlightSender(start, put, sink.shape.isIndexed, sink.cols)
      )
    }
    new PartWriter(open, sink.shape.isIndexed, sink.cols, s"part $part", rows)
  }

  private def add(task: TaskContext, row: T, shape: RowShape[T], writer: PartWriter): Unit = {
    if (row == null) writer.add(-1, null) else writer.add(shape.index(row), shape.vector(row))
    if (writer.isBatchDue) {
      if (task.isInterrupted()) throw new TaskKilledException
      writer.sendBatch()
    }
  }

  /** Whether a repeat may go better. It is given two. */
  private def mayPass(error: AthanorException, task: TaskContext): Boolean =
    PartTask.Passing(error.code) && task.attemptNumber() < 2
}

private object PartTask {
  val Passing = Set(
    "ATHANOR_BRIDGE_UNREACHABLE",
    "ATHANOR_STORE_LOST",
    "ATHANOR_INCOMPLETE_STREAM",
    "ATHANOR_STREAM_IDLE",
    "ATHANOR_DEADLINE"
  )
}
