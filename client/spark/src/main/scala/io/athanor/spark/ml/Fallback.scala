package io.athanor.spark.ml

import io.athanor.AthanorException
import org.apache.spark.sql.Dataset
import org.slf4j.LoggerFactory

/** Where a Param asks for what Athanor lacks: it is refused by name, or runs in Spark under spark.athanor.fallback. */
private[ml] object Fallback {
  private val log = LoggerFactory.getLogger("io.athanor.spark")

  /** @param lacking a Param and its value that cannot be had here, if any */
  def orElse[M](dataset: Dataset[_], estimator: String, lacking: Option[String])(inSpark: => M)(here: => M): M =
    lacking match {
      case None => here
      case Some(param) if dataset.sparkSession.conf.get("spark.athanor.fallback", "false").toBoolean =>
        log.warn(s"$estimator runs in Spark, since Athanor has no $param")
        inSpark
      case Some(param) =>
        val mend = "leave it out, or set spark.athanor.fallback to true to run it in Spark"
        throw new AthanorException("ATHANOR_INVALID_ARGUMENT", s"$estimator has no $param here; $mend")
    }
}
