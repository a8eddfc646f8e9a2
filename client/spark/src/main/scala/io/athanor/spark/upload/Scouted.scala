package io.athanor.spark.upload

import io.athanor.AthanorException
import org.apache.spark.{SparkContext, TaskContext}
import org.apache.spark.rdd.RDD

/**
 * What one short job tells of an RDD before it is sent.
 * @param first may be null, as users' rows may
 * @param partRows of each partition, where they all lie in memory as objects, so that counting them costs nothing. An
 *   attempt that declares its rows is given room once, and files of that size.
 */
private[spark] final case class Scouted[T](first: T, partRows: Option[Seq[Long]])

private[spark] object Scouted {

  /** @throws AthanorException ATHANOR_INVALID_ARGUMENT where there is no row */
  def of[T](rows: RDD[T]): Scouted[T] =
    if (isInMemory(rows)) counted(rows) else Scouted(firstOf(rows), None)

  private def counted[T](rows: RDD[T]): Scouted[T] = {
    val found = rows.sparkContext.runJob(rows, Scouted.count[T] _)
    // Mostly the first partition has it; others might be thousands.
    val first = found.head._2.headOption.getOrElse(firstOf(rows))
    Scouted(first, Some(found.map(_._1).toSeq))
  }

  private def count[T](task: TaskContext, rows: Iterator[T]): (Long, Seq[T]) = {
    val first = if (task.partitionId() == 0 && rows.hasNext) Seq(rows.next()) else Nil
    (first.size + rows.map(_ => 1L).sum, first)
  }

  private def firstOf[T](rows: RDD[T]): T = rows.take(1) match {
    case Array(first) => first
    case _ => throw new AthanorException("ATHANOR_INVALID_ARGUMENT", "the matrix has no rows; at least one is wanted")
  }

  private def isInMemory(rows: RDD[_]): Boolean = {
    val level = rows.getStorageLevel
    level.useMemory && level.deserialized && cachedPartitions(rows.sparkContext, rows.id) == rows.getNumPartitions
  }

  private def cachedPartitions(context: SparkContext, id: Int): Int =
    context.getRDDStorageInfo.find(_.id == id).fold(0)(info => if (info.diskSize > 0) 0 else info.numCachedPartitions)
}
