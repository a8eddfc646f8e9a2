package io.athanor.spark.upload

import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.IndexedRow
import org.apache.spark.mllib.regression.LabeledPoint

/** How an element of an RDD is a row of a matrix; `rowIndex` is the bridge's word for what its index means. */
private[spark] sealed abstract class RowShape[T](val rowIndex: String) extends Serializable {
  def isIndexed: Boolean = rowIndex != "none"

  /** May be null, as users' rows may. */
  def vector(row: T): Vector
  def index(row: T): Long
}

/** The index is the row's number; what is missing is zero. */
private[spark] case object IndexedRows extends RowShape[IndexedRow]("positions") {
  def vector(row: IndexedRow): Vector = row.vector
  def index(row: IndexedRow): Long = row.index
}

/** The index is any number of the user's that no other row has. */
private[spark] case object LabelledRows extends RowShape[IndexedRow]("labels") {
  def vector(row: IndexedRow): Vector = row.vector
  def index(row: IndexedRow): Long = row.index
}

/** Order is that of partitions, and of rows in them. */
private[spark] case object PlainRows extends RowShape[Vector]("none") {
  def vector(row: Vector): Vector = row
  def index(row: Vector): Long = -1
}

private[spark] case object PointFeatures extends RowShape[LabeledPoint]("none") {
  def vector(row: LabeledPoint): Vector = row.features
  def index(row: LabeledPoint): Long = -1
}

/** One column. */
private[spark] case object PointLabels extends RowShape[LabeledPoint]("none") {
  def vector(row: LabeledPoint): Vector = Vectors.dense(row.label)
  def index(row: LabeledPoint): Long = -1
}
