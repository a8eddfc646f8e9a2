package io.athanor.bridge

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.AthanorException
import io.athanor.wire.{BridgeAddress, Channels, FlightChannel, FlightInfo}

/** The control surface of one bridge: Flight actions with JSON bodies, each with a deadline. */
private[athanor] final class Bridge(val address: BridgeAddress) {
  import Bridge._

  private def channel: FlightChannel = Channels.to(address)

  /** @throws AthanorException soon: ATHANOR_BRIDGE_UNREACHABLE, ATHANOR_UNAUTHENTICATED, ATHANOR_VERSION_MISMATCH */
  def checkVersion(): Unit = ClientVersion.check(call("status", Json.of(), CheckDeadlineMs).path("version").asText)

  /** Bytes that all matrices may take. */
  def storeBudget(): Long = call("status", Json.of()).path("store").path("budgetBytes").asLong

  def createMatrix(request: JsonNode): UploadTarget = UploadTarget.parse(call("createMatrix", request))
  def sealMatrix(request: JsonNode): MatrixInfo = MatrixInfo.parse(call("sealMatrix", request, SealDeadlineMs))
  def abortMatrix(id: String): Unit = call("abortMatrix", Json.of("matrix" -> id))
  def matrix(nameOrId: String): MatrixInfo = MatrixInfo.parse(call("matrix", Json.of("matrix" -> nameOrId)))
  def listMatrices(): Seq[MatrixInfo] = stream("listMatrices", Json.of(), DeadlineMs).map(MatrixInfo.parse).toList
  def renewMatrix(id: String): Unit = call("renewMatrix", Json.of("matrix" -> id))
  def dropMatrix(id: String): Unit = call("dropMatrix", Json.of("matrix" -> id))

  /** @return the job's id */
  def submit(request: JsonNode): String = call("submit", request).path("id").asText
  def cancel(job: String): Unit = call("cancel", Json.of("job" -> job))

  def advise(request: JsonNode): JsonNode = call("advise", request)

  /** Events of a job until it has ended, or until the bridge says nothing for long. */
  def watch(job: String): Iterator[JsonNode] = stream("watch", Json.of("job" -> job), WatchIdleMs)

  /** Tickets for stored rows [from, to) of a matrix; without a range for all of them. */
  def flightInfo(matrix: String, rows: Option[(Long, Long)] = None): FlightInfo = {
    val range = rows.map { case (from, to) => Seq(from, to) }
    channel.getFlightInfo(Json.of("matrix" -> matrix, "rows" -> range).toString, DeadlineMs)
  }

  private def call(action: String, request: JsonNode, deadlineMs: Long = DeadlineMs): JsonNode = {
    val answers = stream(action, request, deadlineMs)
    if (!answers.hasNext) throw new AthanorException("ATHANOR_INTERNAL", s"$address answered $action with nothing")
    val answer = answers.next()
    answers.hasNext // Its end, so that the call is over.
    answer
  }

  private def stream(action: String, request: JsonNode, deadlineMs: Long): Iterator[JsonNode] =
    channel.doAction(s"athanor.$action", request.toString, deadlineMs).map(Json.parse)
}

private object Bridge {
  val CheckDeadlineMs = 10000L
  val DeadlineMs = 60000L

  /** Row indices are read through once. */
  val SealDeadlineMs = 600000L

  /** Longer than a routine may be silent: the bridge ends a stalled one itself. */
  val WatchIdleMs = 1200000L
}
