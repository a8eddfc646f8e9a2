package io.athanor.spark.download

import io.athanor.spark.{DataPath, Lifetime}
import io.athanor.wire.WireRow
import org.apache.spark.{Partition, SparkContext, TaskContext}
import org.apache.spark.rdd.RDD

/**
 * A matrix on the bridge, read by the tasks that need it: in parallel, lazily, as often as Spark computes it.
 * @param lease keeps the matrix there as long as the driver has this RDD, or one made of it
 */
private[spark] final class MatrixRDD(
    context: SparkContext,
    @transient private val lease: Lifetime.Lease,
    path: DataPath,
    splits: Seq[(Long, Long)]
) extends RDD[WireRow](context, Nil) {
  private val matrix = lease.matrix

  override protected def getPartitions: Array[Partition] =
    splits.zipWithIndex.map { case ((from, to), index) => new MatrixPartition(index, from, to): Partition }.toArray

  override def compute(split: Partition, task: TaskContext): Iterator[WireRow] = {
    val rows = split.asInstanceOf[MatrixPartition]
    val stream = new RowStream(path, matrix, rows.from, rows.to)
    task.addTaskCompletionListener[Unit](_ => stream.close())
    new org.apache.spark.InterruptibleIterator(task, stream)
  }
}

private final class MatrixPartition(override val index: Int, val from: Long, val to: Long) extends Partition

private[spark] object MatrixRDD {
  private val PartitionBytes = 64L << 20
  private val SmallestBytes = 1L << 20

  /** Equal runs of rows: one for each core, more where they would be large, fewer where they would be tiny. */
  def split(rows: Long, cols: Int, parallelism: Int): Seq[(Long, Long)] = {
    val bytes = rows * cols * 8
    val wanted = math.max(parallelism.toLong, (bytes + PartitionBytes - 1) / PartitionBytes)
    val useful = math.max(1, math.min((bytes + SmallestBytes - 1) / SmallestBytes, rows))
    val count = math.min(wanted, useful)
    (0L until count).map(i => (i * rows / count, (i + 1) * rows / count))
  }
}
