package io.athanor.spark

import io.athanor.bridge.JobProgress
import org.apache.spark.SparkContext

/** A line on standard error, as Spark's own: where spark.ui.showConsoleProgress asks for one (spark-shell does). */
private[spark] final class ProgressBar(context: SparkContext, routine: String) {
  private val isShown = context.getConf.getBoolean("spark.ui.showConsoleProgress", defaultValue = false)
  private var width = 0

  def update(progress: JobProgress): Unit = if (isShown) {
    val percent = progress.fraction.map(fraction => s" ${(fraction * 100).round} %").getOrElse("")
    val line = s"[Athanor $routine: ${progress.phase}$percent]"
    System.err.print("\r" + line.padTo(width, ' '))
    width = line.length
  }

  def clear(): Unit = if (width > 0) System.err.print("\r" + " " * width + "\r")
}
