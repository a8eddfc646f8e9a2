package io.athanor.spark.upload

import java.io.IOException
import java.nio.charset.StandardCharsets.US_ASCII
import java.nio.file.{Files, Paths}
import java.security.MessageDigest
import java.util.zip.CRC32

import io.athanor.AthanorException
import io.athanor.bridge.{Json, SameHostOffer}
import io.athanor.wire.{PutMessage, PutStream}

/**
 * Rows into the part's files, by a task that sees the store directory (docs/flight.md, "On the same host"). The stream
 * is what the attempt lives by: it says where to write and how much, and how it ended.
 */
private[spark] final class HostFileSender private (
    stream: PutStream,
    rowsFile: HostFile,
    indexFile: Option[HostFile],
    cols: Int,
    private var reservedRows: Long
) extends RowSender {
  // Costs next to nothing here, where the rows are in the cache still; the store would have to read them again.
  private val digest = new CRC32
  private lazy val zeros = new Array[Double](cols)
  private val capacity = HostFileSender.rowsAtATime(cols)
  private var rows = 0L
  private var gathered = 0
  private var saidAt = System.nanoTime()

  override def addDense(index: Long, row: Array[Double]): Unit = {
    rowsFile.buffer.asDoubleBuffer().put(row, 0, cols)
    close(index)
  }

  override def addSparse(index: Long, at: Array[Int], row: Array[Double]): Unit = {
    val values = rowsFile.buffer.asDoubleBuffer()
    values.duplicate().put(zeros)
    var i = 0
    while (i < at.length) {
      values.put(at(i), row(i))
      i += 1
    }
    close(index)
  }

  override def isFull: Boolean = gathered == capacity

  override def send(): Unit = {
    rows += gathered
    if (rows > reservedRows) reserve()
    rowsFile.flush(Some(digest))
    indexFile.foreach(_.flush(None))
    gathered = 0
    if (System.nanoTime() - saidAt > HostFileSender.SilentNs) say(s"""{"written":$rows}""")
  }

  override def finish(all: Long): String = {
    if (gathered > 0) send()
    // The digest is that of the rows, then of the indices.
    indexFile.foreach(_.readInto(digest))
    files.foreach(_.finish())
    say(f"""{"end":true,"rows":$all,"digest":"${digest.getValue}%08x"}""")
    stream.finish()
  }

  override def giveUp(why: Throwable): Unit = {
    files.foreach(_.close())
    stream.cancel(s"the sender failed: $why")
  }

  private def files: Seq[HostFile] = rowsFile +: indexFile.toSeq

  private def close(index: Long): Unit = {
    rowsFile.buffer.position(rowsFile.buffer.position() + cols * 8)
    indexFile.foreach(_.buffer.putLong(index))
    gathered += 1
  }

  private def reserve(): Unit = {
    say(s"""{"reserve":$rows}""")
    reservedRows = Json.parse(stream.answer()).path("reservedRows").asLong
  }

  private def say(json: String): Unit = {
    stream.send(PutMessage.metadata(json))
    saidAt = System.nanoTime()
  }
}

private[spark] object HostFileSender {
  private val TargetBytes = 512 << 10
  private val SilentNs = 5000000000L

  /** @return nothing where this process does not see the directory, or may not write there: then rows go on a stream */
  def open(start: () => PutStream, put: PartDescriptor, offer: SameHostOffer, cols: Int): Option[HostFileSender] =
    proofOf(offer).flatMap { proof =>
      val stream = start()
      try {
        stream.send(PutMessage.descriptor(put.toJson(Some(proof))))
        val answer = Json.parse(stream.answer())
        val rowsFile = fileAt(offer, answer.path("path").asText, rowsAtATime(cols) * cols * 8)
        val indexFile =
          Option(answer.path("indexPath").textValue).map(path => fileAt(offer, path, rowsAtATime(cols) * 8))
        Some(new HostFileSender(stream, rowsFile, indexFile, cols, answer.path("reservedRows").asLong))
      } catch {
        case unusable: IOException => leave(stream, unusable)
        case refused: AthanorException if refused.code == "ATHANOR_PERMISSION_DENIED" => leave(stream, refused)
        case thrown: Throwable => leave(stream, thrown); throw thrown
      }
    }

  private def leave(stream: PutStream, why: Throwable): Option[HostFileSender] = {
    stream.cancel(s"the files cannot be used: $why")
    None
  }

  /** The probe's text, if it is there and the right one. */
  private def proofOf(offer: SameHostOffer): Option[String] =
    try {
      val text = Files.readAllBytes(Paths.get(offer.directory, offer.probe))
      val sha256 = MessageDigest.getInstance("SHA-256").digest(text).map(byte => f"$byte%02x").mkString
      if (sha256 == offer.sha256) Some(new String(text, US_ASCII)) else None
    } catch { case _: IOException | _: SecurityException => None }

  private def fileAt(offer: SameHostOffer, path: String, bufferBytes: Int): HostFile =
    new HostFile(Paths.get(offer.directory, path), bufferBytes)

  private def rowsAtATime(cols: Int): Int = math.max(1, TargetBytes / (8 * math.max(1, cols)))
}
