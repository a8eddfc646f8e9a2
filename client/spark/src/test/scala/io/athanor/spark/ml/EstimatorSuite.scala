package io.athanor.spark.ml

import java.nio.file.Files

import io.athanor.spark.support.{Samples, SparkBridgeSuite}
import org.apache.spark.ml.linalg.Vector
import org.apache.spark.sql.DataFrame

/** What the estimators' suites share: a DataFrame (id, features), and a folder that models are saved in. */
trait EstimatorSuite extends SparkBridgeSuite {
  protected def frame(count: Int = 150, cols: Int = 8): DataFrame = {
    val rows = Samples.rows(count, cols).zipWithIndex.map { case (row, i) => (1000L - 3 * i, row.asML) }
    spark.createDataFrame(rows).toDF("id", "features").repartition(3).cache()
  }

  protected def saved[A](use: String => A): A = {
    val folder = Files.createTempDirectory("athanor-model")
    try use(s"$folder/model")
    finally org.apache.commons.io.FileUtils.deleteDirectory(folder.toFile)
  }

  protected def vectors(frame: DataFrame, column: String): Seq[Vector] =
    frame.orderBy("id").select(column).collect().map(_.getAs[Vector](0)).toSeq

  /** The estimators take their bridge from the session's settings. */
  override protected def beforeEach(): Unit = athanor
}
