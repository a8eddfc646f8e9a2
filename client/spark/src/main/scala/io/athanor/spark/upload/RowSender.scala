package io.athanor.spark.upload

/** How the rows of one attempt travel. One thread uses it, and gives it rows that it has checked. */
private[spark] trait RowSender {
  def addDense(index: Long, row: Array[Double]): Unit

  /** Places that are not named are zero. */
  def addSparse(index: Long, at: Array[Int], row: Array[Double]): Unit

  /** Whether the rows that have been gathered should be sent before another one is added. */
  def isFull: Boolean
  def send(): Unit

  /** @param rows in all @return the receipt */
  def finish(rows: Long): String

  /** Nothing of the attempt is kept. Harmless after its end. */
  def giveUp(why: Throwable): Unit
}
