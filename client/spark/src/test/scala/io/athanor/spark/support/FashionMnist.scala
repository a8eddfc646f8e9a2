package io.athanor.spark.support

import java.io.{BufferedInputStream, DataInputStream, FileInputStream}
import java.util.zip.GZIPInputStream

import org.apache.spark.SparkContext
import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.rdd.RDD

/** The images of Debian's dataset-fashion-mnist, 784 pixels of 0 to 255 a row, read by the tasks. */
object FashionMnist {
  private val Folder = "/usr/share/datasets/fashion-mnist"
  val Cols = 784

  /** 60,000 rows. */
  def train(context: SparkContext): RDD[Vector] = images(context, "train")

  /** 10,000 rows. */
  def test(context: SparkContext): RDD[Vector] = images(context, "t10k")

  /** In two partitions, and cached: the caller lets go of it by `unpersist`. */
  private def images(context: SparkContext, which: String): RDD[Vector] = {
    val rows = context.parallelize(0 to 1, 2).mapPartitionsWithIndex((part, _) => half(which, part)).cache()
    rows.count()
    rows
  }

  private def half(which: String, part: Int): Iterator[Vector] = {
    val file = new FileInputStream(s"$Folder/$which-images-idx3-ubyte.gz")
    val bytes = new DataInputStream(new BufferedInputStream(new GZIPInputStream(file), 1 << 16))
    bytes.readInt()
    val rows = bytes.readInt()
    require(bytes.readInt() * bytes.readInt() == Cols)
    val pixels = new Array[Byte](Cols)
    for (_ <- 0 until part * (rows / 2)) bytes.readFully(pixels)
    Iterator.range(part * (rows / 2), if (part == 0) rows / 2 else rows).map { _ =>
      bytes.readFully(pixels)
      Vectors.dense(pixels.map(pixel => (pixel & 0xff).toDouble))
    }
  }
}
