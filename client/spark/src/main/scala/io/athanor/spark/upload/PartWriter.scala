package io.athanor.spark.upload

import io.athanor.AthanorException
import io.athanor.wire.{ArrowSchema, PutMessage, PutStream, RowBatch}
import org.apache.spark.mllib.linalg.{DenseVector, SparseVector, Vector}

/**
 * Rows of one part onto one stream, in batches of about 4 MiB; at most one batch is in memory.
 * @param start opens the stream: not before there is something to send, since the bridge ends one that is idle
 */
private[spark] final class PartWriter(
    start: () => PutStream,
    descriptor: String,
    isIndexed: Boolean,
    cols: Int,
    what: String
) {
  private val batch = new RowBatch(cols, isIndexed, RowBatch.capacityFor(cols))
  private var rows = 0L
  private var largest = -1L
  private var stream: PutStream = null
  private var sentAt = System.nanoTime()

  def largestIndex: Long = largest

  /** Rows that come slowly are sent before the batch is full. */
  def isBatchDue: Boolean = batch.isFull || System.nanoTime() - sentAt > PartWriter.SlowNs

  /** @throws AthanorException ATHANOR_NULL_VALUE, ATHANOR_BAD_BATCH naming the row */
  def add(index: Long, vector: Vector): Unit = {
    check(index, vector)
    vector match {
      case DenseVector(values) => batch.addDense(index, values)
      case SparseVector(_, at, values) => batch.addSparse(index, at, values)
      case other => batch.addDense(index, other.toArray)
    }
    rows += 1
    if (index > largest) largest = index
  }

  def sendBatch(): Unit = {
    open()
    stream.send(batch.message)
    batch.clear()
    sentAt = System.nanoTime()
  }

  /** @return the receipt */
  def finish(): String = {
    open()
    if (batch.rows > 0) sendBatch()
    stream.send(PutMessage.end(rows))
    stream.finish()
  }

  /** Nothing of the attempt is kept. Harmless after its end. */
  def giveUp(why: Throwable): Unit = if (stream != null) stream.cancel(s"the sender failed: $why")

  private def open(): Unit = if (stream == null) {
    stream = start()
    stream.send(PutMessage.schema(descriptor, ArrowSchema.encode(cols, isIndexed)))
  }

  private def check(index: Long, vector: Vector): Unit =
    if (vector == null) {
      throw new AthanorException("ATHANOR_NULL_VALUE", s"$what, row ${place(index)} is null; fill or drop nulls first")
    } else if (vector.size != cols) {
      val text = s"$what, row ${place(index)} has ${vector.size} columns; the matrix has $cols, as its first row"
      throw new AthanorException("ATHANOR_BAD_BATCH", text)
    }

  private def place(index: Long): String = if (isIndexed && index >= 0) s"$rows (index $index)" else s"$rows"
}

private object PartWriter {
  val SlowNs = 20000000000L
}
