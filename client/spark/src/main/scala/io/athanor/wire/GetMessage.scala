package io.athanor.wire

import java.nio.{ByteBuffer, ByteOrder}

/** A FlightData message that came: a flatbuffers Message and the body it describes, both views of what was received. */
final case class GetMessage(header: ByteBuffer, body: ByteBuffer)

object GetMessage {
  private val empty = ByteBuffer.allocate(0)

  def parse(message: ByteBuffer): GetMessage = {
    var header = empty
    var body = empty
    ProtoReader.read(message) {
      case (2, value) => header = value
      case (1000, value) => body = value.order(ByteOrder.LITTLE_ENDIAN)
      case _ =>
    }
    GetMessage(header, body)
  }
}
