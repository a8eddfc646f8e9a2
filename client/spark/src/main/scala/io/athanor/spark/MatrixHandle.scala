package io.athanor.spark

import io.athanor.bridge.{Json, MatrixInfo}
import io.athanor.spark.download.{MatrixRDD, RowStream}
import io.athanor.wire.{FlightEndpoint, WireRow}
import org.apache.spark.ml.linalg.{Vectors => MLVectors}
import org.apache.spark.mllib.linalg.{Matrices, Matrix, Vectors}
import org.apache.spark.mllib.linalg.distributed.{IndexedRow, IndexedRowMatrix, RowMatrix}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.DataFrame

/**
 * A matrix on the bridge. It stays there while this, or anything made of it, is in use on the driver; one without a
 * name is dropped after that.
 */
final class MatrixHandle private[spark] (athanor: Athanor, val info: MatrixInfo) {
  private val lease = Lifetime.lease(athanor.bridge, info.id, isTemporary = info.name.isEmpty)

  def id: String = info.id
  def name: Option[String] = info.name
  def numRows: Long = info.rows
  def numCols: Int = info.cols

  /** Its rows with the indices that they were sent with, else with their places. Read by the tasks, when they run. */
  def toIndexedRowMatrix(): IndexedRowMatrix = toIndexedRowMatrix(numCols)

  def toRowMatrix(): RowMatrix = toRowMatrix(numCols)

  /** Columns `index` (bigint) and `row` (vector). */
  def toDF(): DataFrame =
    athanor.spark.createDataFrame(wireRows.map(row => (row.index, MLVectors.dense(row.values)))).toDF("index", "row")

  /** All of it on the driver: for what is small. Missing rows are zero. */
  def toLocalMatrix(): Matrix = {
    val rows = Math.toIntExact(numRows)
    val values = new Array[Double](Math.multiplyExact(rows, numCols))
    val stream = new RowStream(athanor.throughBridge, id, 0, storedRows)
    try stream.foreach { row =>
        for (j <- 0 until numCols) values(j * rows + row.index.toInt) = row.values(j)
      }
    finally stream.close()
    Matrices.dense(rows, numCols, values)
  }

  /** Drops it on the bridge now. What still reads it fails with ATHANOR_MATRIX_DROPPED. */
  def drop(): Unit = lease.drop()

  override def toString: String = s"MatrixHandle(${name.getOrElse(id)}, $numRows x $numCols)"

  /** Of all columns, the first `cols`. */
  private[spark] def toIndexedRowMatrix(cols: Int): IndexedRowMatrix =
    new IndexedRowMatrix(wireRows.map(row => IndexedRow(row.index, MatrixHandle.leading(row, cols))), numRows, cols)

  /** Rows that are missing in an indexed matrix are so here too, as in MLlib's toRowMatrix. */
  private[spark] def toRowMatrix(cols: Int): RowMatrix =
    new RowMatrix(wireRows.map(row => MatrixHandle.leading(row, cols)), storedRows, cols)

  private def wireRows: RDD[WireRow] = {
    val context = athanor.spark.sparkContext
    new MatrixRDD(
      context,
      lease,
      athanor.path(stores),
      MatrixRDD.split(storedRows, numCols, context.defaultParallelism)
    )
  }

  private lazy val endpoints: Seq[FlightEndpoint] = athanor.bridge.flightInfo(id).endpoints

  /** Fewer than the matrix has where missing ones mean zero. */
  private def storedRows: Long = endpoints.map(endpoint => Json.parse(endpoint.metadata).path("rows").asLong).sum
  private def stores: Seq[String] = endpoints.flatMap(endpoint => DataPath.storeOf(endpoint.locations)).distinct
}

private object MatrixHandle {
  def leading(row: WireRow, cols: Int): org.apache.spark.mllib.linalg.Vector =
    Vectors.dense(if (cols == row.values.length) row.values else row.values.take(cols))
}
