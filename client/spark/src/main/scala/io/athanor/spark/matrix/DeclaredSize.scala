package io.athanor.spark.matrix

import org.apache.spark.mllib.linalg.distributed.DistributedMatrix

/**
 * The sizes that a matrix was made with, or has counted already. `numRows()` would count them by a job over all of the
 * data, which is as dear as sending it; so the fields behind it are looked at.
 */
private[spark] object DeclaredSize {

  def rows(matrix: DistributedMatrix): Option[Long] = field(matrix, "nRows").collect { case rows: java.lang.Long =>
    rows.longValue
  }.filter(_ > 0)

  private def field(matrix: DistributedMatrix, name: String): Option[Any] =
    try {
      val field = matrix.getClass.getDeclaredField(name)
      field.setAccessible(true)
      Some(field.get(matrix))
    } catch { case _: ReflectiveOperationException | _: SecurityException => None }
}
