package io.athanor.spark.upload

import io.athanor.bridge.{Bridge, Json, MatrixInfo}
import io.athanor.spark.Lifetime
import io.athanor.wire.Channels
import org.apache.spark.mllib.linalg.Matrix

/** A local matrix as one part, from the driver through the bridge's own port. */
private[spark] object LocalUpload {

  def run(bridge: Bridge, matrix: Matrix): MatrixInfo = {
    val shape = Json.of(
      "cols" -> matrix.numCols,
      "dtype" -> "float64",
      "rows" -> matrix.numRows,
      "parts" -> 1,
      "ttlMs" -> Lifetime.TemporaryTtlMs
    )
    val target = bridge.createMatrix(shape)
    val rows = Some(matrix.numRows.toLong)
    val put = PartDescriptor(target.capability, 0, "0", rows)
    val start = () => Channels.to(bridge.address).doPut(() => Thread.currentThread.isInterrupted)
    val open = () => new FlightSender(start, put, isIndexed = false, matrix.numCols)
    val writer = new PartWriter(open, isIndexed = false, matrix.numCols, "the local matrix", rows)
    try {
      matrix.rowIter.foreach { row =>
        writer.add(-1, row)
        if (writer.isBatchDue) writer.sendBatch()
      }
      writer.finish()
      bridge.sealMatrix(Json.of("matrix" -> target.matrixId))
    } catch {
      case thrown: Throwable =>
        writer.giveUp(thrown)
        bridge.abortMatrix(target.matrixId)
        throw thrown
    }
  }
}
