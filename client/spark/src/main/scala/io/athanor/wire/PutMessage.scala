package io.athanor.wire

import java.io.{InputStream, OutputStream, SequenceInputStream, ByteArrayInputStream}
import java.nio.charset.StandardCharsets.UTF_8

import io.grpc.{Drainable, KnownLength}

/**
 * A FlightData message on its way out. The body's pieces are handed to gRPC as they are: the one copy is that into
 * the network's buffers, made before `ClientCall.sendMessage` returns.
 */
final class PutMessage private (head: Array[Byte], body: Seq[PutMessage.Piece])
    extends InputStream with Drainable with KnownLength {
  private var rest: InputStream = null

  override def available(): Int = if (rest == null) head.length + body.map(_.length).sum else rest.available()

  override def drainTo(target: OutputStream): Int = {
    val bytes = available()
    target.write(head, 0, head.length)
    body.foreach(piece => target.write(piece.bytes, 0, piece.length))
    rest = new ByteArrayInputStream(Array.emptyByteArray)
    bytes
  }

  override def read(): Int = stream.read()
  override def read(target: Array[Byte], offset: Int, length: Int): Int = stream.read(target, offset, length)

  /** For layers that read instead of draining (compression, tracing). */
  private def stream: InputStream = {
    if (rest == null) {
      val pieces: Seq[InputStream] = body.map(piece => new ByteArrayInputStream(piece.bytes, 0, piece.length))
      rest = pieces.foldLeft[InputStream](new ByteArrayInputStream(head))(new SequenceInputStream(_, _))
    }
    rest
  }
}

object PutMessage {

  /** The first `length` bytes. */
  final case class Piece(bytes: Array[Byte], length: Int)

  private val Descriptor = 1
  private val Header = 2
  private val AppMetadata = 3
  private val Body = 1000

  /** The first message of a DoPut: what is put, and its schema. */
  def schema(descriptor: String, header: Array[Byte]): PutMessage = {
    val fields = new ProtoWriter().bytes(Descriptor, FlightMessages.commandDescriptor(descriptor)).bytes(Header, header)
    new PutMessage(fields.result, Nil)
  }

  def batch(header: Array[Byte], body: Seq[Piece]): PutMessage = {
    val length = body.map(_.length.toLong).sum
    new PutMessage(new ProtoWriter().bytes(Header, header).tag(Body, length).result, body)
  }

  /** The first message of a DoPut whose rows do not come on the stream. */
  def descriptor(descriptor: String): PutMessage =
    new PutMessage(new ProtoWriter().bytes(Descriptor, FlightMessages.commandDescriptor(descriptor)).result, Nil)

  /** A message of nothing but app_metadata. */
  def metadata(json: String): PutMessage =
    new PutMessage(new ProtoWriter().bytes(AppMetadata, json.getBytes(UTF_8)).result, Nil)

  /** The last message: an end of stream proves nothing, a count does. */
  def end(rows: Long): PutMessage = metadata(s"""{"end":true,"rows":$rows}""")
}
