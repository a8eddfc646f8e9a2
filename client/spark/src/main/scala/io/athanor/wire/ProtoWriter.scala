package io.athanor.wire

import java.io.ByteArrayOutputStream
import java.nio.charset.StandardCharsets.UTF_8

/** Writes protobuf's wire format: Flight's few messages need no more than these fields. */
final class ProtoWriter {
  private val out = new ByteArrayOutputStream

  def bytes(field: Int, value: Array[Byte]): ProtoWriter = {
    if (value.nonEmpty) {
      tag(field, value.length)
      out.write(value, 0, value.length)
    }
    this
  }

  def string(field: Int, value: String): ProtoWriter = bytes(field, value.getBytes(UTF_8))

  def int(field: Int, value: Long): ProtoWriter = {
    varint(field.toLong << 3)
    varint(value)
    this
  }

  /** Announces a field of `length` bytes that the caller sends itself. */
  def tag(field: Int, length: Long): ProtoWriter = {
    varint(field.toLong << 3 | ProtoWriter.LengthDelimited)
    varint(length)
    this
  }

  def result: Array[Byte] = out.toByteArray

  private def varint(value: Long): Unit = {
    var left = value
    while ((left & ~0x7fL) != 0) {
      out.write((left & 0x7f | 0x80).toInt)
      left >>>= 7
    }
    out.write(left.toInt)
  }
}

object ProtoWriter {
  val LengthDelimited = 2
}
