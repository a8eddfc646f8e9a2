package io.athanor.wire

import java.nio.ByteBuffer
import java.nio.charset.StandardCharsets.UTF_8

import io.athanor.AthanorException

/** Reads protobuf's wire format without copying: values are views of the message. */
object ProtoReader {

  /** Calls `field` for each length-delimited field in order; numbers, which nobody here needs, are skipped. */
  def read(message: ByteBuffer)(field: (Int, ByteBuffer) => Unit): Unit = {
    val at = message.duplicate()
    while (at.hasRemaining) {
      val tag = varint(at)
      (tag & 7).toInt match {
        case 0 => varint(at)
        case 1 => skip(at, 8)
        case 2 => field((tag >>> 3).toInt, slice(at, varint(at)))
        case 5 => skip(at, 4)
        case other => throw broken(s"wire type $other")
      }
    }
  }

  def string(value: ByteBuffer): String = UTF_8.decode(value.duplicate()).toString

  private def slice(at: ByteBuffer, length: Long): ByteBuffer = {
    if (length < 0 || length > at.remaining) throw broken(s"a field of $length bytes where ${at.remaining} are left")
    val value = at.slice()
    value.limit(length.toInt)
    at.position(at.position() + length.toInt)
    value
  }

  private def skip(at: ByteBuffer, bytes: Int): Unit = slice(at, bytes.toLong)

  private def varint(at: ByteBuffer): Long = {
    var value = 0L
    var shift = 0
    while (shift < 64 && at.hasRemaining) {
      val byte = at.get()
      value |= (byte & 0x7fL) << shift
      if (byte >= 0) return value
      shift += 7
    }
    throw broken("a number cut off")
  }

  private def broken(found: String): AthanorException =
    new AthanorException("ATHANOR_BAD_BATCH", s"found $found in a message that should be Flight's")
}
