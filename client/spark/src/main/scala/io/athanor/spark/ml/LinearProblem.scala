package io.athanor.spark.ml

import io.athanor.spark.{Athanor, MatrixHandle, RunResult}
import org.apache.spark.mllib.linalg.Matrix
import org.apache.spark.mllib.regression.LabeledPoint
import org.apache.spark.rdd.RDD

/** A linear model's coefficients, a column for each of the routine's, and its constant terms. */
private[ml] final case class LinearFit(coefficients: Matrix, intercepts: Array[Double])

/** Features and labels on the bridge, for as long as `LinearProblem.on` runs; and Spark's way to scale features. */
private[ml] final class LinearProblem private (athanor: Athanor, features: MatrixHandle, labels: MatrixHandle) {

  def rows: Long = features.numRows
  def largestLabel: Double = labelStatistic("max", 0)

  /** @param ddof 1 for the sample's, 0 for that of these rows alone */
  def labelDeviation(ddof: Int): Double = labelStatistic("std", ddof)

  /**
   * Fits by a routine with outputs x and intercept. Where `standardized` columns are fitted, so that the penalty is on
   * those, coefficients are turned back into those of the columns as they are.
   */
  def fit(routine: String, labelInput: String, params: Map[String, Any], standardized: Boolean, ddof: Int): LinearFit =
    if (!standardized) solve(routine, labelInput, params, features)
    else {
      val scaling = athanor.run("rowwise.standardize", Map("a" -> features), Map("ddof" -> ddof))
      val scaled = scaling.output("standardized")
      try unscale(solve(routine, labelInput, params, scaled), column(scaling, "mean"), column(scaling, "scale"))
      finally scaled.drop()
    }

  private def solve(routine: String, labelInput: String, params: Map[String, Any], a: MatrixHandle): LinearFit = {
    val run = athanor.run(routine, Map("a" -> a, labelInput -> labels), params)
    val fit = LinearFit(run.output("x").toLocalMatrix(), run.output("intercept").toLocalMatrix().toArray)
    run.keep()
    fit
  }

  /** a x/scale + (intercept - mean x/scale) is what the centred and scaled columns gave. */
  private def unscale(fit: LinearFit, mean: Array[Double], scale: Array[Double]): LinearFit = {
    val n = mean.length
    val values = fit.coefficients.toArray.zipWithIndex.map { case (x, at) => x / scale(at % n) }
    val intercepts = fit.intercepts.zipWithIndex.map { case (constant, j) =>
      constant - mean.indices.map(i => mean(i) * values(j * n + i)).sum
    }
    LinearFit(org.apache.spark.mllib.linalg.Matrices.dense(n, fit.coefficients.numCols, values), intercepts)
  }

  private def labelStatistic(name: String, ddof: Int): Double = {
    val run = athanor.run("rowwise.columnStats", Map("a" -> labels), Map("ddof" -> ddof))
    val value = column(run, name)(0)
    run.keep()
    value
  }

  private def column(run: RunResult, name: String): Array[Double] = run.output(name).toLocalMatrix().toArray
}

private[ml] object LinearProblem {

  /** Runs `body` with the points on the bridge, and drops them afterwards. */
  def on[A](athanor: Athanor, points: RDD[LabeledPoint])(body: LinearProblem => A): A = {
    val (features, labels) = athanor.sendLabelled(points)
    try body(new LinearProblem(athanor, features, labels))
    finally {
      features.drop()
      labels.drop()
    }
  }
}
