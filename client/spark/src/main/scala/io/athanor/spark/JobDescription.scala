package io.athanor.spark

import org.apache.spark.SparkContext

/** What the web UI calls the Spark jobs of this client; the user's own description, where there is one, stays. */
private[spark] object JobDescription {
  private val Property = "spark.job.description"

  def during[A](context: SparkContext, description: String)(body: => A): A =
    if (context.getLocalProperty(Property) != null) body
    else {
      context.setJobDescription(description)
      try body
      finally context.setJobDescription(null)
    }
}
