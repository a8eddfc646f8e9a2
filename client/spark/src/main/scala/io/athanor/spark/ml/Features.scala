package io.athanor.spark.ml

import io.athanor.AthanorException
import org.apache.spark.ml.linalg.{Vector => MLVector}
import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.IndexedRow
import org.apache.spark.mllib.regression.LabeledPoint
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{Dataset, Row}
import org.apache.spark.sql.functions.col
import org.apache.spark.sql.types.{DoubleType, LongType}

/** A column of vectors, or of arrays of numbers, as rows of a matrix. A null stays null: the upload refuses it. */
private[ml] object Features {

  def rows(dataset: Dataset[_], column: String): RDD[Vector] =
    dataset.select(col(column)).rdd.map(row => vector(row.get(0)))

  /** With the number in `idColumn` as each row's index. @throws AthanorException ATHANOR_BAD_SCHEMA */
  def labelled(dataset: Dataset[_], column: String, idColumn: String): RDD[IndexedRow] = {
    val found = dataset.schema(idColumn).dataType
    if (found != LongType) {
      throw new AthanorException(
        "ATHANOR_BAD_SCHEMA",
        s"idCol $idColumn is of type ${found.simpleString}; cast it to bigint"
      )
    }
    dataset.select(col(column), col(idColumn)).rdd.map(labelledRow)
  }

  /** With the number in `labelColumn`, of any numeric type. */
  def labelledPoints(dataset: Dataset[_], column: String, labelColumn: String): RDD[LabeledPoint] =
    dataset.select(col(column), col(labelColumn).cast(DoubleType)).rdd.map { row =>
      if (row.isNullAt(1)) throw new AthanorException("ATHANOR_NULL_VALUE", "a label is null; fill or drop nulls first")
      LabeledPoint(row.getDouble(1), vector(row.get(0)))
    }

  private def labelledRow(row: Row): IndexedRow = {
    if (row.isNullAt(1))
      throw new AthanorException("ATHANOR_NULL_VALUE", "an idCol is null; each row needs its own number")
    IndexedRow(row.getLong(1), vector(row.get(0)))
  }

  private def vector(value: Any): Vector = value match {
    case null => null
    case vector: MLVector => Vectors.fromML(vector)
    case numbers: scala.collection.Seq[_] => Vectors.dense(numbers.map(number).toArray)
    case other =>
      throw new AthanorException("ATHANOR_BAD_SCHEMA", s"found a ${other.getClass}; wanted a vector or an array")
  }

  private def number(value: Any): Double = value match {
    case number: java.lang.Number => number.doubleValue
    case _ => throw new AthanorException("ATHANOR_NULL_VALUE", "an array holds a null; fill or drop nulls first")
  }
}
