package io.athanor.spark.upload

import io.athanor.wire.{ArrowSchema, PutMessage, PutStream, RowBatch}

/**
 * Rows onto a stream, in batches of about 4 MiB; at most one batch is in memory.
 * @param start opens the stream: not before there is something to send, since the bridge ends one that is idle
 */
private[spark] final class FlightSender(start: () => PutStream, put: PartDescriptor, isIndexed: Boolean, cols: Int)
    extends RowSender {
  private val batch = new RowBatch(cols, isIndexed, RowBatch.capacityFor(cols))
  private var stream: PutStream = null

  override def addDense(index: Long, row: Array[Double]): Unit = batch.addDense(index, row)
  override def addSparse(index: Long, at: Array[Int], row: Array[Double]): Unit = batch.addSparse(index, at, row)
  override def isFull: Boolean = batch.isFull

  override def send(): Unit = {
    open()
    stream.send(batch.message)
    batch.clear()
  }

  override def finish(rows: Long): String = {
    open()
    if (batch.rows > 0) send()
    stream.send(PutMessage.end(rows))
    stream.finish()
  }

  override def giveUp(why: Throwable): Unit = if (stream != null) stream.cancel(s"the sender failed: $why")

  private def open(): Unit = if (stream == null) {
    stream = start()
    stream.send(PutMessage.schema(put.toJson(), ArrowSchema.encode(cols, isIndexed)))
  }
}
