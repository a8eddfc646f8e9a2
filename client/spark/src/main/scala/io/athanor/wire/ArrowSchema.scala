package io.athanor.wire

import com.google.flatbuffers.FlatBufferBuilder
import org.apache.arrow.flatbuf.{
  Endianness,
  Field,
  FixedSizeList,
  FloatingPoint,
  Int => IntType,
  Message,
  MessageHeader
}
import org.apache.arrow.flatbuf.{MetadataVersion, Precision, Schema, Type}

/** Arrow's schema message for rows of float64: FixedSizeList `row`, and int64 `index` where rows bring one. */
object ArrowSchema {

  def encode(cols: Int, indexed: Boolean): Array[Byte] = {
    val builder = new FlatBufferBuilder
    val fields = if (indexed) Array(rowField(builder, cols), indexField(builder)) else Array(rowField(builder, cols))
    val schema = Schema.createSchema(builder, Endianness.Little, Schema.createFieldsVector(builder, fields), 0, 0)
    finish(builder, MessageHeader.Schema, schema, 0)
  }

  private[wire] def finish(builder: FlatBufferBuilder, kind: Byte, header: Int, bodyLength: Long): Array[Byte] = {
    builder.finish(Message.createMessage(builder, MetadataVersion.V5, kind, header, bodyLength, 0))
    builder.sizedByteArray()
  }

  private def rowField(builder: FlatBufferBuilder, cols: Int): Int = {
    val double = FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE)
    val item = field(builder, "item", Type.FloatingPoint, double, Array.emptyIntArray)
    field(builder, "row", Type.FixedSizeList, FixedSizeList.createFixedSizeList(builder, cols), Array(item))
  }

  private def indexField(builder: FlatBufferBuilder): Int =
    field(builder, "index", Type.Int, IntType.createInt(builder, 64, true), Array.emptyIntArray)

  private def field(builder: FlatBufferBuilder, name: String, kind: Byte, kindAt: Int, children: Array[Int]): Int = {
    val nameAt = builder.createString(name)
    val childrenAt = Field.createChildrenVector(builder, children)
    Field.createField(builder, nameAt, false, kind, kindAt, 0, childrenAt, 0)
  }
}
