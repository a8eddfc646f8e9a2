package io.athanor.bridge

import com.fasterxml.jackson.databind.JsonNode

/** What the bridge says of a matrix. `rows` counts missing rows that mean zero; what is stored may be fewer. */
final case class MatrixInfo(id: String, name: Option[String], rows: Long, cols: Int, digest: Option[String])

private[athanor] object MatrixInfo {

  /** Of a matrix, or of an output of a job, which has no digest. */
  def parse(node: JsonNode): MatrixInfo =
    MatrixInfo(
      node.path("id").asText,
      Option(node.path("name").textValue),
      node.path("rows").asLong,
      node.path("cols").asInt,
      Option(node.path("digest").textValue)
    )
}

/** Where parts go: part p to stores(p % stores.size), or all of them to the bridge. */
private[athanor] final case class UploadTarget(
    matrixId: String,
    stores: Seq[String],
    capability: String,
    sameHost: Option[SameHostOffer]
)

private[athanor] object UploadTarget {
  def parse(node: JsonNode): UploadTarget =
    UploadTarget(
      node.path("matrixId").asText,
      Json.items(node.path("stores")).map(_.path("uri").asText),
      node.path("capability").asText,
      Option(node.get("sameHost")).map(SameHostOffer.parse)
    )
}

/**
 * Where part files are written, and how one finds out whether one sees that very directory: `probe` is a file in it,
 * `sha256` that of its text.
 */
private[athanor] final case class SameHostOffer(directory: String, probe: String, sha256: String)

private[athanor] object SameHostOffer {
  def parse(node: JsonNode): SameHostOffer =
    SameHostOffer(node.path("directory").asText, node.path("probe").asText, node.path("sha256").asText)
}

/** How far a job is. */
final case class JobProgress(phase: String, fraction: Option[Double])

private[athanor] object JobProgress {
  def parse(node: JsonNode): JobProgress = {
    val fraction = node.path("fraction")
    JobProgress(node.path("phase").asText, if (fraction.isNumber) Some(fraction.asDouble) else None)
  }
}

/** A job that has succeeded: its outputs by role, and what the routine says besides (scalars, certificate). */
final case class JobResult(id: String, outputs: Map[String, MatrixInfo], result: JsonNode, timings: JsonNode) {
  def scalar(name: String): Double = result.path(name).asDouble
  def scalars(name: String): Array[Double] = Json.doubles(result.path(name))
  def warnings: Seq[String] = Json.strings(result.path("warnings"))
}

private[athanor] object JobResult {
  def parse(job: JsonNode): JobResult = {
    val outputs = Json.items(job.path("outputs")).map(output => output.path("role").asText -> MatrixInfo.parse(output))
    JobResult(job.path("id").asText, outputs.toMap, job.path("result"), job.path("timings"))
  }
}
