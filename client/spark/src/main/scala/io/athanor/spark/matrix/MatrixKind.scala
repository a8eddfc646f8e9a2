package io.athanor.spark.matrix

import scala.annotation.implicitNotFound

import io.athanor.spark.{Athanor, MatrixHandle}
import org.apache.spark.mllib.linalg.distributed.{BlockMatrix, CoordinateMatrix, IndexedRowMatrix, RowMatrix}

/**
 * What can be computed on: matrices of type M, whose row-wise results (U, Q, a product) are of type R, as in MLlib.
 * Small and closed on purpose; it spares every operation an overload for each kind.
 */
@implicitNotFound(
  "${M} is no matrix that Athanor takes: IndexedRowMatrix, RowMatrix, CoordinateMatrix, BlockMatrix or a MatrixHandle"
)
sealed trait MatrixKind[M, R] {

  /** Runs `body` with the matrix on the bridge; a copy that was sent for it is dropped afterwards. */
  private[spark] def withHandle[A](athanor: Athanor, matrix: M)(body: MatrixHandle => A): A
  private[spark] def numCols(matrix: M): Int

  /** The first `cols` columns of a result that has a row for each of the matrix's. */
  private[spark] def rowwise(result: MatrixHandle, cols: Int): R
}

object MatrixKind {
  implicit val indexedRows: MatrixKind[IndexedRowMatrix, IndexedRowMatrix] =
    new Sent[IndexedRowMatrix, IndexedRowMatrix](_.put(_), _.numCols(), _.toIndexedRowMatrix(_))

  implicit val rows: MatrixKind[RowMatrix, RowMatrix] =
    new Sent[RowMatrix, RowMatrix](_.put(_), _.numCols(), _.toRowMatrix(_))

  implicit val coordinates: MatrixKind[CoordinateMatrix, IndexedRowMatrix] =
    new Sent[CoordinateMatrix, IndexedRowMatrix](_.put(_), _.numCols(), _.toIndexedRowMatrix(_))

  implicit val blocks: MatrixKind[BlockMatrix, IndexedRowMatrix] =
    new Sent[BlockMatrix, IndexedRowMatrix](_.put(_), _.numCols(), _.toIndexedRowMatrix(_))

  implicit val handle: MatrixKind[MatrixHandle, MatrixHandle] = new MatrixKind[MatrixHandle, MatrixHandle] {
    def withHandle[A](athanor: Athanor, matrix: MatrixHandle)(body: MatrixHandle => A): A = body(matrix)
    def numCols(matrix: MatrixHandle): Int = matrix.numCols
    def rowwise(result: MatrixHandle, cols: Int): MatrixHandle = result
  }

  private class Sent[M, R](send: (Athanor, M) => MatrixHandle, width: M => Long, read: (MatrixHandle, Int) => R)
      extends MatrixKind[M, R] {
    def withHandle[A](athanor: Athanor, matrix: M)(body: MatrixHandle => A): A = {
      val handle = send(athanor, matrix)
      try body(handle)
      finally handle.drop()
    }
    def numCols(matrix: M): Int = Math.toIntExact(width(matrix))
    def rowwise(result: MatrixHandle, cols: Int): R = read(result, cols)
  }
}
