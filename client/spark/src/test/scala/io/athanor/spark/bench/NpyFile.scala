package io.athanor.spark.bench

import java.io.RandomAccessFile
import java.nio.{ByteBuffer, ByteOrder}
import java.nio.channels.FileChannel

import org.apache.spark.SparkContext
import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.rdd.RDD

/** A .npy of float64 in C order, which every task can open. */
final case class NpyFile(path: String, rows: Long, cols: Int, dataAt: Long) {

  /** Its rows, each read by the task that has its partition; partitions are equal runs of rows. */
  def toRDD(context: SparkContext, partitions: Int): RDD[Vector] = {
    val file = this
    context.range(0, partitions.toLong, 1, partitions).flatMap { i =>
      file.read(i * file.rows / partitions, (i + 1) * file.rows / partitions)
    }
  }

  private def read(from: Long, to: Long): Iterator[Vector] = {
    val channel = FileChannel.open(java.nio.file.Paths.get(path))
    val row = ByteBuffer.allocateDirect(cols * 8).order(ByteOrder.LITTLE_ENDIAN)
    channel.position(dataAt + from * cols * 8)
    val vectors = Iterator.range(0, Math.toIntExact(to - from)).map { _ =>
      row.clear()
      while (row.hasRemaining && channel.read(row) >= 0) {}
      row.flip()
      val values = new Array[Double](cols)
      row.asDoubleBuffer().get(values)
      Vectors.dense(values)
    }
    org.apache.spark.TaskContext.get().addTaskCompletionListener[Unit](_ => channel.close())
    vectors
  }
}

object NpyFile {
  private val Shape = """'shape': \((\d+), (\d+)\)""".r.unanchored
  private val LengthAt = 8

  def open(path: String): NpyFile = {
    val file = new RandomAccessFile(path, "r")
    try {
      file.seek(LengthAt)
      val text = new Array[Byte](java.lang.Short.toUnsignedInt(java.lang.Short.reverseBytes(file.readShort())))
      file.readFully(text)
      new String(text, "US-ASCII") match {
        case header @ Shape(rows, cols) if header.contains("'<f8'") && header.contains("'fortran_order': False") =>
          NpyFile(path, rows.toLong, cols.toInt, file.getFilePointer)
        case header => throw new IllegalArgumentException(s"$path is $header; wanted two dimensions of <f8 in C order")
      }
    } finally file.close()
  }
}
