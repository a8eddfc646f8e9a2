package io.athanor.spark.upload

import io.athanor.AthanorException
import io.athanor.bridge.Json

/** What a task's upload came to; it is the task's result. */
private[spark] sealed trait PartOutcome extends Serializable

/** The bridge has the part. `largestIndex` is -1 where rows have none, or where there is no row. */
private[spark] final case class PartReceipt(part: Int, rows: Long, digest: String, largestIndex: Long) extends PartOutcome

/**
 * No repeat of the task would mend it. It is a result and not an exception because Spark would run a failed task
 * again, four times over, before telling anyone.
 */
private[spark] final case class PartRefusal(code: String, text: String) extends PartOutcome {
  def toException: AthanorException = new AthanorException(code, text)
}

private[spark] object PartReceipt {
  def parse(receipt: String, largestIndex: Long): PartReceipt = {
    val node = Json.parse(receipt)
    PartReceipt(node.path("part").asInt, node.path("rows").asLong, node.path("digest").asText, largestIndex)
  }
}
