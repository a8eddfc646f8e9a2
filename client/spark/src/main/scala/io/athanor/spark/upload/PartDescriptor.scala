package io.athanor.spark.upload

import io.athanor.bridge.Json

/**
 * What a DoPut says first: which attempt of which part it is.
 * @param rows of the part, where they are known beforehand
 */
private[spark] final case class PartDescriptor(capability: String, part: Int, attempt: String, rows: Option[Long]) {

  /** @param proof for an attempt whose files its sender writes */
  def toJson(proof: Option[String] = None): String =
    Json.of(
      "capability" -> capability,
      "part" -> part,
      "attempt" -> attempt,
      "rows" -> rows,
      "sameHost" -> proof
    ).toString
}
