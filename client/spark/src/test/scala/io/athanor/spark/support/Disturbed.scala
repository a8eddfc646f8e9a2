package io.athanor.spark.support

import org.apache.spark.TaskContext
import org.apache.spark.mllib.linalg.Vector
import org.apache.spark.mllib.linalg.distributed.RowMatrix

/** The sample matrix, whose tasks go wrong in given ways; what they send is the same each time. */
object Disturbed {

  /** Runs `disturb` in each first attempt: before the first row, before the middle one, and before the end. */
  def first(matrix: RowMatrix)(disturb: (Int, String) => Unit): RowMatrix =
    each(matrix)((part, attempt, moment) => if (attempt == 0) disturb(part, moment))

  def each(matrix: RowMatrix)(disturb: (Int, Int, String) => Unit): RowMatrix =
    new RowMatrix(matrix.rows.mapPartitionsWithIndex { (part, rows) =>
      val all = rows.toArray
      val tell = (moment: String) => disturb(part, TaskContext.get().attemptNumber(), moment)
      tell("start")
      val counted = all.iterator.zipWithIndex.map { case (row, i) =>
        if (i == all.length / 2) tell("middle")
        row
      }
      counted ++ lastly(tell("end"))
    })

  /** Fails the task when all that it had to do is done: its part has been sent and acknowledged. */
  def afterwards(matrix: RowMatrix)(fails: TaskContext => Unit): RowMatrix =
    new RowMatrix(matrix.rows.mapPartitions { rows =>
      TaskContext.get().addTaskCompletionListener[Unit](fails(_))
      rows
    })

  private def lastly(action: => Unit): Iterator[Vector] = new Iterator[Vector] {
    def hasNext: Boolean = { action; false }
    def next(): Vector = Iterator.empty.next()
  }
}
