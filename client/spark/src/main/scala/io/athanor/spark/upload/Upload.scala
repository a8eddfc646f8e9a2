package io.athanor.spark.upload

import scala.concurrent.{Await, Promise}
import scala.concurrent.duration.Duration

import io.athanor.AthanorException
import io.athanor.bridge.{Bridge, Json, MatrixInfo, UploadTarget}
import io.athanor.spark.{DataPath, JobDescription, Lifetime}
import org.apache.spark.rdd.RDD

/**
 * One RDD on its way to the bridge: open, one part a partition, seal. On any failure the matrix is given up on the bridge.
 * @param rows of the matrix, where its maker said so
 * @param choosePath told where the stores are
 */
private[spark] final class Upload[T](
    bridge: Bridge,
    rdd: RDD[T],
    shape: RowShape[T],
    rows: Option[Long],
    cols: Int,
    options: PutOptions,
    choosePath: UploadTarget => DataPath) {

  def run(): MatrixInfo = {
    val target = bridge.createMatrix(request)
    try {
      val receipts = sendParts(new PartTask(choosePath(target), target, shape, cols))
      bridge.sealMatrix(sealRequest(target, receipts))
    } catch {
      case thrown: Throwable =>
        abort(target)
        // What is not ours, a cancelled job or a fault of the user's own code, stays as Spark tells it.
        throw if (AthanorException.isOurs(thrown)) AthanorException.from(thrown) else thrown
    }
  }

  private def request = Json.of(
    "name" -> options.name,
    "ifExists" -> options.name.map(_ => options.ifExists),
    "cols" -> cols,
    "dtype" -> "float64",
    "rows" -> rows,
    "parts" -> rdd.getNumPartitions,
    "rowIndex" -> shape.rowIndex,
    "missingRows" -> (if (shape == IndexedRows) Some("zero") else None),
    "ttlMs" -> (if (options.name.isEmpty) Some(Lifetime.TemporaryTtlMs) else None))

  /**
   * Winners are not named: the bridge then compares all complete attempts of a part, those of lost tasks too, so that a
   * source which gives other rows when it is computed again is found out.
   */
  private def sealRequest(target: UploadTarget, receipts: Seq[PartReceipt]) = {
    val arrived = if (shape == IndexedRows) receipts.map(_.largestIndex).max + 1 else receipts.map(_.rows).sum
    Json.of("matrix" -> target.matrixId, "parts" -> receipts.size, "rows" -> rows.getOrElse(arrived))
  }

  private def sendParts(task: PartTask[T]): Seq[PartReceipt] = {
    val receipts = new Array[PartReceipt](rdd.getNumPartitions)
    val refusal = Promise[Unit]()
    val take = (part: Int, outcome: PartOutcome) => outcome match {
      case receipt: PartReceipt => receipts(part) = receipt
      case refused: PartRefusal => refusal.tryFailure(refused.toException): Unit
    }
    val job = JobDescription.during(rdd.sparkContext, "Athanor: upload") {
      rdd.sparkContext.submitJob(rdd, task, receipts.indices, take, ())
    }
    refusal.completeWith(job)
    try Await.result(refusal.future, Duration.Inf)
    catch { case thrown: Throwable => job.cancel(); throw thrown }
    receipts.toSeq
  }

  private def abort(target: UploadTarget): Unit =
    try bridge.abortMatrix(target.matrixId)
    catch { case _: AthanorException => } // The upload's own error is what the caller must see; its time to live ends it.
}
