package io.athanor.spark.upload

import io.athanor.AthanorException
import org.apache.spark.mllib.linalg.{DenseVector, SparseVector, Vector}

/**
 * Checks the rows of one part and hands them to a sender, which is chosen when the first of them is there.
 * @param expected how many rows there are, where they have been counted
 */
private[spark] final class PartWriter(
    open: () => RowSender,
    isIndexed: Boolean,
    cols: Int,
    what: String,
    expected: Option[Long]
) {
  private var sender: RowSender = null
  private var rows = 0L
  private var largest = -1L
  private var sentAt = System.nanoTime()

  def largestIndex: Long = largest

  /** Rows that come slowly are sent before the batch is full. */
  def isBatchDue: Boolean = opened.isFull || System.nanoTime() - sentAt > PartWriter.SlowNs

  /** @throws AthanorException ATHANOR_NULL_VALUE, ATHANOR_BAD_BATCH naming the row; ATHANOR_ATTEMPTS_DIFFER */
  def add(index: Long, vector: Vector): Unit = {
    check(index, vector)
    if (expected.exists(rows >= _)) throw differs("more")
    vector match {
      case DenseVector(values) => opened.addDense(index, values)
      case SparseVector(_, at, values) => opened.addSparse(index, at, values)
      case other => opened.addDense(index, other.toArray)
    }
    rows += 1
    if (index > largest) largest = index
  }

  def sendBatch(): Unit = {
    opened.send()
    sentAt = System.nanoTime()
  }

  /** @return the receipt */
  def finish(): String = {
    if (expected.exists(_ != rows)) throw differs(s"$rows")
    opened.finish(rows)
  }

  /** Nothing of the attempt is kept. Harmless after its end. */
  def giveUp(why: Throwable): Unit = if (sender != null) sender.giveUp(why)

  private def opened: RowSender = {
    if (sender == null) sender = open()
    sender
  }

  private def check(index: Long, vector: Vector): Unit =
    if (vector == null) {
      throw new AthanorException("ATHANOR_NULL_VALUE", s"$what, row ${place(index)} is null; fill or drop nulls first")
    } else if (vector.size != cols) {
      val text = s"$what, row ${place(index)} has ${vector.size} columns; the matrix has $cols, as its first row"
      throw new AthanorException("ATHANOR_BAD_BATCH", text)
    }

  private def place(index: Long): String = if (isIndexed && index >= 0) s"$rows (index $index)" else s"$rows"

  private def differs(found: String) = new AthanorException(
    "ATHANOR_ATTEMPTS_DIFFER",
    s"$what had ${expected.get} rows when they were counted and has $found now; cache or checkpoint the rows first"
  )
}

private object PartWriter {
  val SlowNs = 20000000000L
}
