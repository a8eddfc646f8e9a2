package io.athanor.spark.ml

import io.athanor.spark.ml.classification.LogisticRegression
import io.athanor.spark.support.Samples
import org.apache.spark.ml.classification.{LogisticRegression => SparkLogisticRegression, LogisticRegressionModel}
import org.apache.spark.sql.DataFrame

class LogisticRegressionSuite extends EstimatorSuite {

  /** Classes that overlap, so that there is a finite answer without a penalty too. */
  private def data(classes: Int): DataFrame = {
    val rows = Samples.rows(300, 5).zipWithIndex.map { case (row, i) =>
      val noisy = row(0) + row(1) + 1.5 * math.sin(77.0 * i)
      val label = if (classes == 2) (if (noisy > 0.5) 1.0 else 0.0)
      else math.min(classes - 1.0, math.max(0.0, math.floor(noisy + 1)))
      (label, row.asML)
    }
    spark.createDataFrame(rows).toDF("label", "features").repartition(3).cache()
  }

  test("Params that Athanor lacks are refused by name") {
    val lasso = new LogisticRegression().setRegParam(0.1).setElasticNetParam(1)
    assert(refusal(lasso.fit(data(2))).getMessage.contains("elasticNetParam 1.0"))
  }

  test("it has Spark's Params, under the same names") {
    assert(new LogisticRegression().params.map(_.name).toSeq == new SparkLogisticRegression().params.map(_.name).toSeq)
  }

  test("Spark's coefficients and intercepts, for two classes and for three") {
    assume(offers("rowwise.logisticRegression"), "the bridge's rowwise has no logisticRegression")
    for (classes <- Seq(2, 3); standardization <- Seq(true, false)) {
      val rows = data(classes)
      val setUp = (estimator: SparkLogisticRegression) =>
        estimator.setRegParam(0.05).setStandardization(standardization).setTol(1e-9).setMaxIter(1000)
      val (ours, theirs) = (setUp(new LogisticRegression()).fit(rows), setUp(new SparkLogisticRegression()).fit(rows))
      assert(ours.numClasses == theirs.numClasses && !ours.hasSummary)
      assert(Samples.maxDifference(ours.coefficientMatrix.toArray, theirs.coefficientMatrix.toArray) < 1e-5)
      assert(Samples.maxDifference(ours.interceptVector.toArray, theirs.interceptVector.toArray) < 1e-5)
      saved { path =>
        ours.save(path)
        assert(LogisticRegressionModel.load(path).coefficientMatrix == ours.coefficientMatrix)
      }
    }
  }
}
