package io.athanor.wire

import java.io.{ByteArrayInputStream, EOFException, InputStream}
import java.nio.ByteBuffer

import io.grpc.MethodDescriptor
import io.grpc.MethodDescriptor.{Marshaller, MethodType}

/** The methods of Flight's service that are called; requests go out as bytes, answers are views of what came. */
private[wire] object FlightMethods {
  val doAction: MethodDescriptor[Array[Byte], ByteBuffer] =
    method("DoAction", MethodType.SERVER_STREAMING, BytesOut, BytesIn)
  val getFlightInfo: MethodDescriptor[Array[Byte], ByteBuffer] =
    method("GetFlightInfo", MethodType.UNARY, BytesOut, BytesIn)
  val doGet: MethodDescriptor[Array[Byte], ByteBuffer] = method("DoGet", MethodType.SERVER_STREAMING, BytesOut, BytesIn)
  val doPut: MethodDescriptor[PutMessage, ByteBuffer] = method("DoPut", MethodType.BIDI_STREAMING, PutOut, BytesIn)

  private def method[Q, A](name: String, kind: MethodType, out: Marshaller[Q], in: Marshaller[A]) =
    MethodDescriptor
      .newBuilder(out, in)
      .setType(kind)
      .setFullMethodName(MethodDescriptor.generateFullMethodName("arrow.flight.protocol.FlightService", name))
      .build()

  private object BytesOut extends Marshaller[Array[Byte]] {
    def stream(value: Array[Byte]): InputStream = new ByteArrayInputStream(value)
    def parse(stream: InputStream): Array[Byte] = throw new UnsupportedOperationException("requests only go out")
  }

  private object PutOut extends Marshaller[PutMessage] {
    def stream(value: PutMessage): InputStream = value
    def parse(stream: InputStream): PutMessage = throw new UnsupportedOperationException("DoPut's messages only go out")
  }

  private object BytesIn extends Marshaller[ByteBuffer] {
    def stream(value: ByteBuffer): InputStream = throw new UnsupportedOperationException("answers only come in")

    /** gRPC knows the length of what it has received: one array, one copy. */
    def parse(stream: InputStream): ByteBuffer = {
      val bytes = new Array[Byte](stream.available())
      var at = 0
      while (at < bytes.length) {
        val read = stream.read(bytes, at, bytes.length - at)
        if (read < 0) throw new EOFException(s"a message of ${bytes.length} bytes ended after $at")
        at += read
      }
      ByteBuffer.wrap(bytes)
    }
  }
}
