package io.athanor.spark.download

import io.athanor.AthanorException
import io.athanor.bridge.Bridge
import io.athanor.spark.DataPath
import io.athanor.wire.{FlightEndpoint, MessageStream, RowReader, WireRow}

/**
 * Stored rows [from, to) of a matrix, read while they are taken. After a broken stream the rest is asked for anew.
 * Rows without an index get their place as one.
 */
private[spark] final class RowStream(path: DataPath, matrix: String, from: Long, to: Long)
    extends Iterator[WireRow] with AutoCloseable {
  private val bridge = new Bridge(path.bridge)
  private var at = from
  private var broken = 0
  private var endpoints: Iterator[FlightEndpoint] = null
  private var stream: MessageStream = null
  private var reader: RowReader = null
  private var rows: Iterator[WireRow] = Iterator.empty

  override def hasNext: Boolean = at < to

  override def next(): WireRow = {
    if (!hasNext) throw new NoSuchElementException(s"rows $from to $to have been read")
    while (!rows.hasNext) tryAgain(advance())
    val row = rows.next()
    val placed = if (row.index < 0) row.copy(index = at) else row
    at += 1
    placed
  }

  override def close(): Unit = {
    if (stream != null) stream.close()
    stream = null
    endpoints = null
  }

  /** Takes the next message, of the next endpoint where this one has ended. */
  private def advance(): Unit = {
    if (endpoints == null) endpoints = bridge.flightInfo(matrix, Some((at, to))).endpoints.iterator
    if (stream == null) {
      if (!endpoints.hasNext)
        throw new AthanorException("ATHANOR_INCOMPLETE_STREAM", s"rows of $matrix ended at $at of $to")
      val endpoint = endpoints.next()
      stream = path.channel(DataPath.storeOf(endpoint.locations)).doGet(endpoint.ticket)
      reader = new RowReader
    }
    if (stream.hasNext) rows = reader.rows(stream.next()) else stream = null
  }

  private def tryAgain(step: => Unit): Unit =
    try step
    catch {
      case passing: AthanorException if RowStream.Passing(passing.code) && broken < RowStream.PausesMs.size =>
        close()
        Thread.sleep(RowStream.PausesMs(broken))
        broken += 1
    }
}

private object RowStream {
  val PausesMs = Seq(50L, 500L, 1500L)
  val Passing =
    Set("ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_STORE_LOST", "ATHANOR_INCOMPLETE_STREAM", "ATHANOR_STREAM_IDLE")
}
