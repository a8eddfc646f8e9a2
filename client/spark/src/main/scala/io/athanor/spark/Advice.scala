package io.athanor.spark

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.bridge.Json

/**
 * Where a truncated SVD is done soonest (docs/advise.md).
 * @param best the quickest way; None: none has room
 * @param ways quickest first
 * @param measuredAt when the bridge's rates were measured (`athanor bench --advise`); None: never, all are defaults
 * @param defaults names of the rates that are defaults
 */
final case class Advice(best: Option[String], ways: Seq[WayAdvice], measuredAt: Option[String], defaults: Seq[String])

/**
 * @param way "athanor", "spark" (MLlib's computeSVD) or "collect" (brought to one process, scikit-learn there)
 * @param seconds estimate of the whole; None where there is no room for it, for the reason given
 */
final case class WayAdvice(way: String, seconds: Option[Double], reason: Option[String])

private[spark] object Advice {
  def parse(node: JsonNode): Advice =
    Advice(
      Option(node.path("best").textValue),
      Json.items(node.path("ways")).map(parseWay),
      Option(node.path("measuredAt").textValue),
      Json.strings(node.path("defaults"))
    )

  private def parseWay(node: JsonNode): WayAdvice = {
    val seconds = node.path("seconds")
    WayAdvice(
      node.path("way").asText,
      if (seconds.isNumber) Some(seconds.asDouble) else None,
      Option(node.path("reason").textValue)
    )
  }
}
