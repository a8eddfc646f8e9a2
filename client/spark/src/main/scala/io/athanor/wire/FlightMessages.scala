package io.athanor.wire

import java.nio.ByteBuffer

/** Flight's messages, as far as this client needs them; numbers are those of proto/arrow/flight.proto. */
object FlightMessages {
  private val DescriptorCommand = 2

  /** A FlightDescriptor whose command is the given JSON. */
  def commandDescriptor(json: String): Array[Byte] =
    new ProtoWriter().int(1, DescriptorCommand.toLong).string(2, json).result

  def action(name: String, body: String): Array[Byte] =
    new ProtoWriter().string(1, name).string(2, body).result

  def ticket(ticket: Array[Byte]): Array[Byte] = new ProtoWriter().bytes(1, ticket).result

  /** The body of an action's Result. */
  def resultBody(message: ByteBuffer): Array[Byte] = onlyField(message, 1)

  /** The app_metadata of a PutResult. */
  def putMetadata(message: ByteBuffer): Array[Byte] = onlyField(message, 1)

  private def onlyField(message: ByteBuffer, wanted: Int): Array[Byte] = {
    var found = Array.emptyByteArray
    ProtoReader.read(message)((field, value) => if (field == wanted) found = bytes(value))
    found
  }

  private[wire] def bytes(value: ByteBuffer): Array[Byte] = {
    val copy = new Array[Byte](value.remaining)
    value.duplicate().get(copy)
    copy
  }
}

/** A run of a matrix's rows: where it is served, what to show there, and facts as JSON. */
case class FlightEndpoint(ticket: Array[Byte], locations: Seq[String], metadata: String)

object FlightEndpoint {
  def parse(message: ByteBuffer): FlightEndpoint = {
    var ticket = Array.emptyByteArray
    val locations = Seq.newBuilder[String]
    var metadata = ""
    ProtoReader.read(message) {
      case (1, value) => ProtoReader.read(value)((field, inner) => if (field == 1) ticket = FlightMessages.bytes(inner))
      case (2, value) =>
        ProtoReader.read(value)((field, inner) => if (field == 1) locations += ProtoReader.string(inner))
      case (4, value) => metadata = ProtoReader.string(value)
      case _ =>
    }
    FlightEndpoint(ticket, locations.result(), metadata)
  }
}

/** What GetFlightInfo answers: the endpoints in row order. */
case class FlightInfo(endpoints: Seq[FlightEndpoint])

object FlightInfo {
  def parse(message: ByteBuffer): FlightInfo = {
    val endpoints = Seq.newBuilder[FlightEndpoint]
    ProtoReader.read(message)((field, value) => if (field == 3) endpoints += FlightEndpoint.parse(value))
    FlightInfo(endpoints.result())
  }
}
