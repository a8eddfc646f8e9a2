package io.athanor.spark.upload

import scala.concurrent.{Await, Promise}
import scala.concurrent.duration.Duration

import io.athanor.AthanorException
import io.athanor.bridge.{Bridge, Json, MatrixInfo, UploadTarget}
import io.athanor.spark.{DataPath, JobDescription, Lifetime}
import org.apache.spark.rdd.RDD

/**
 * One RDD on its way to the bridge, to one matrix or to several that get their rows in one pass: open, one part a
 * partition, seal. On any failure all of them are given up on the bridge.
 * @param rows of the matrix, where its maker said so
 * @param partRows of each partition, where they were counted
 * @param choosePath told where the stores are
 */
private[spark] final class Upload[T](
    bridge: Bridge,
    rdd: RDD[T],
    sinks: Seq[Sink[T]],
    rows: Option[Long],
    partRows: Option[Seq[Long]],
    options: PutOptions,
    choosePath: Seq[String] => DataPath
) {

  def run(): Seq[MatrixInfo] = {
    val opened = Seq.newBuilder[OpenSink[T]]
    try {
      sinks.foreach(sink => opened += OpenSink(bridge.createMatrix(request(sink)), sink.shape, sink.cols))
      val open = opened.result()
      val parts = sendParts(new PartTask(choosePath(open.head.target.stores), open, partRows))
      open.zipWithIndex.map { case (sink, i) => bridge.sealMatrix(sealRequest(sink, parts.map(_.receipts(i)))) }
    } catch {
      case thrown: Throwable =>
        opened.result().foreach(sink => abort(sink.target))
        // What is not ours, a cancelled job or a fault of the user's own code, stays as Spark tells it.
        throw if (AthanorException.isOurs(thrown)) AthanorException.from(thrown) else thrown
    }
  }

  private def request(sink: Sink[T]) = Json.of(
    "name" -> options.name,
    "ifExists" -> options.name.map(_ => options.ifExists),
    "cols" -> sink.cols,
    "dtype" -> "float64",
    "rows" -> rows,
    "parts" -> rdd.getNumPartitions,
    "rowIndex" -> sink.shape.rowIndex,
    "missingRows" -> (if (sink.shape == IndexedRows) Some("zero") else None),
    "ttlMs" -> (if (options.name.isEmpty) Some(Lifetime.TemporaryTtlMs) else None)
  )

  /**
   * Winners are not named: the bridge then compares all complete attempts of a part, those of lost tasks too, so that a
   * source which gives other rows when it is computed again is found out.
   */
  private def sealRequest(sink: OpenSink[T], receipts: Seq[PartReceipt]) = {
    val arrived = if (sink.shape == IndexedRows) receipts.map(_.largestIndex).max + 1 else receipts.map(_.rows).sum
    Json.of("matrix" -> sink.target.matrixId, "parts" -> receipts.size, "rows" -> rows.getOrElse(arrived))
  }

  private def sendParts(task: PartTask[T]): Seq[PartSent] = {
    val sent = new Array[PartSent](rdd.getNumPartitions)
    val refusal = Promise[Unit]()
    val take = (part: Int, outcome: PartOutcome) =>
      outcome match {
        case done: PartSent => sent(part) = done
        case refused: PartRefusal => refusal.tryFailure(refused.toException): Unit
      }
    val job = JobDescription.during(rdd.sparkContext, "Athanor: upload") {
      rdd.sparkContext.submitJob(rdd, task, sent.indices, take, ())
    }
    refusal.completeWith(job)
    try Await.result(refusal.future, Duration.Inf)
    catch { case thrown: Throwable => job.cancel(); throw thrown }
    sent.toSeq
  }

  private def abort(target: UploadTarget): Unit =
    try bridge.abortMatrix(target.matrixId)
    catch {
      case _: AthanorException =>
    } // The upload's own error is what the caller must see; its time to live ends it.
}
