package io.athanor.spark.upload

import io.athanor.AthanorException
import io.athanor.bridge.Json

/** What a task's upload came to; it is the task's result. */
private[spark] sealed trait PartOutcome extends Serializable

/** The bridge has the part of each matrix. */
private[spark] final case class PartSent(receipts: Seq[PartReceipt]) extends PartOutcome

/**
 * No repeat of the task would mend it. It is a result and not an exception because Spark would run a failed task
 * again, four times over, before telling anyone.
 */
private[spark] final case class PartRefusal(code: String, text: String) extends PartOutcome {
  def toException: AthanorException = new AthanorException(code, text)
}

/** `largestIndex` is -1 where rows have none, or where there is no row. */
private[spark] final case class PartReceipt(rows: Long, largestIndex: Long)

private[spark] object PartReceipt {
  def parse(receipt: String, largestIndex: Long): PartReceipt =
    PartReceipt(Json.parse(receipt).path("rows").asLong, largestIndex)
}
