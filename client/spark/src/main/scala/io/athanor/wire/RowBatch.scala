package io.athanor.wire

import java.nio.{ByteBuffer, ByteOrder}

import com.google.flatbuffers.FlatBufferBuilder
import org.apache.arrow.flatbuf.{Buffer, FieldNode, MessageHeader, RecordBatch}

/** Rows gathered for one Arrow record batch; used again and again by the one sender that owns it. */
final class RowBatch(cols: Int, indexed: Boolean, capacity: Int) {
  private val valueBytes = new Array[Byte](Math.multiplyExact(Math.multiplyExact(capacity, cols), 8))
  private val indexBytes = new Array[Byte](if (indexed) capacity * 8 else 0)
  private val values = ByteBuffer.wrap(valueBytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer()
  private val indices = ByteBuffer.wrap(indexBytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer()
  private var count = 0

  def rows: Int = count
  def isFull: Boolean = count == capacity

  def addDense(index: Long, row: Array[Double]): Unit = {
    values.position(count * cols)
    values.put(row, 0, cols)
    close(index)
  }

  /** Places that are not named are zero. */
  def addSparse(index: Long, at: Array[Int], row: Array[Double]): Unit = {
    val start = count * cols
    java.util.Arrays.fill(valueBytes, start * 8, (start + cols) * 8, 0.toByte)
    var i = 0
    while (i < at.length) {
      values.put(start + at(i), row(i))
      i += 1
    }
    close(index)
  }

  def clear(): Unit = count = 0

  /** The batch as a message; it must have been sent before the next row is added. */
  def message: PutMessage = {
    val valueLength = count * cols * 8
    val body = Seq(PutMessage.Piece(valueBytes, valueLength), RowBatch.padding(valueLength))
    if (!indexed) return PutMessage.batch(header(valueLength), body)
    val indexPieces = Seq(PutMessage.Piece(indexBytes, count * 8), RowBatch.padding(count * 8))
    PutMessage.batch(header(valueLength), body ++ indexPieces)
  }

  private def close(index: Long): Unit = {
    if (indexed) indices.put(count, index)
    count += 1
  }

  private def header(valueLength: Int): Array[Byte] = {
    val builder = new FlatBufferBuilder
    val indexStart = RowBatch.padded(valueLength)
    // Validity and data of the list, of its items and of the index; nothing is null, so validities are empty.
    val plain = Seq((0L, 0L), (0L, 0L), (0L, valueLength.toLong))
    val regions = if (indexed) plain ++ Seq((indexStart.toLong, 0L), (indexStart.toLong, count * 8L)) else plain
    val lengths = if (indexed) Seq(count, count * cols, count) else Seq(count, count * cols)
    // Vectors of structs are written from their end.
    RecordBatch.startBuffersVector(builder, regions.size)
    regions.reverse.foreach { case (offset, length) => Buffer.createBuffer(builder, offset, length) }
    val buffersAt = builder.endVector()
    RecordBatch.startNodesVector(builder, lengths.size)
    lengths.reverse.foreach(length => FieldNode.createFieldNode(builder, length.toLong, 0))
    val nodesAt = builder.endVector()
    val batch = RecordBatch.createRecordBatch(builder, count.toLong, nodesAt, buffersAt, 0, 0)
    val bodyLength = indexStart.toLong + (if (indexed) RowBatch.padded(count * 8) else 0)
    ArrowSchema.finish(builder, MessageHeader.RecordBatch, batch, bodyLength)
  }
}

object RowBatch {
  private val TargetBytes = 4 << 20
  private val Alignment = 64
  private val zeros = new Array[Byte](Alignment)

  /** How many rows make a batch of about 4 MiB, which is what the bridge takes best. */
  def capacityFor(cols: Int): Int = math.max(1, TargetBytes / (8 * math.max(1, cols)))

  private def padded(bytes: Int): Int = (bytes + Alignment - 1) / Alignment * Alignment
  private def padding(bytes: Int): PutMessage.Piece = PutMessage.Piece(zeros, padded(bytes) - bytes)
}
