package io.athanor.wire

import java.nio.ByteBuffer

import io.athanor.AthanorException
import org.apache.arrow.flatbuf.{
  Field,
  FixedSizeList,
  FloatingPoint,
  Message,
  MessageHeader,
  Precision,
  RecordBatch,
  Schema,
  Type
}

/** A row as it lies on the bridge; `index` is its own, or -1 where the matrix has none. */
final case class WireRow(index: Long, values: Array[Double])

/** Turns the messages of one DoGet into rows: first comes the schema, then record batches without nulls. */
final class RowReader {
  private var cols = 0
  private var isFloat32 = false
  private var indexed = false

  def rows(message: GetMessage): Iterator[WireRow] = {
    if (!message.header.hasRemaining) return Iterator.empty
    val header = Message.getRootAsMessage(message.header)
    header.headerType match {
      case MessageHeader.Schema =>
        learn(header.header(new Schema).asInstanceOf[Schema])
        Iterator.empty
      case MessageHeader.RecordBatch => decode(header.header(new RecordBatch).asInstanceOf[RecordBatch], message.body)
      case other => throw unexpected(s"a message of kind $other")
    }
  }

  private def learn(schema: Schema): Unit = {
    val row = schema.fields(0)
    if (row.typeType != Type.FixedSizeList) throw unexpected("a schema whose first column is not FixedSizeList")
    cols = row.`type`(new FixedSizeList).asInstanceOf[FixedSizeList].listSize
    isFloat32 = precision(row.children(0)) == Precision.SINGLE
    indexed = schema.fieldsLength > 1
  }

  private def precision(item: Field): Short =
    item.`type`(new FloatingPoint).asInstanceOf[FloatingPoint].precision

  private def decode(batch: RecordBatch, body: ByteBuffer): Iterator[WireRow] = {
    val values = region(batch, body, 2)
    val indices = if (indexed) region(batch, body, 4).asLongBuffer() else null
    val read: Array[Double] => Unit = if (isFloat32) floats(values) else doubles(values)
    Iterator.range(0, batch.length.toInt).map { at =>
      val row = new Array[Double](cols)
      read(row)
      WireRow(if (indexed) indices.get(at) else -1L, row)
    }
  }

  private def doubles(values: ByteBuffer): Array[Double] => Unit = {
    val from = values.asDoubleBuffer()
    row => from.get(row)
  }

  private def floats(values: ByteBuffer): Array[Double] => Unit = {
    val from = values.asFloatBuffer()
    row => row.indices.foreach(i => row(i) = from.get().toDouble)
  }

  private def region(batch: RecordBatch, body: ByteBuffer, ordinal: Int): ByteBuffer = {
    val buffer = batch.buffers(ordinal)
    val part = body.duplicate()
    part.position(buffer.offset.toInt)
    part.limit((buffer.offset + buffer.length).toInt)
    part.slice().order(java.nio.ByteOrder.LITTLE_ENDIAN)
  }

  private def unexpected(found: String): AthanorException =
    new AthanorException("ATHANOR_BAD_BATCH", s"found $found where rows of a matrix were due")
}
