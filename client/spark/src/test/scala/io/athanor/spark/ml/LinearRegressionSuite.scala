package io.athanor.spark.ml

import io.athanor.spark.ml.regression.LinearRegression
import io.athanor.spark.support.Samples
import org.apache.spark.ml.regression.{LinearRegression => SparkLinearRegression, LinearRegressionModel}
import org.apache.spark.sql.DataFrame

class LinearRegressionSuite extends EstimatorSuite {
  private def data: DataFrame = {
    val rows = Samples.rows(200, 6).map(row => (3 * row(0) - 2 * row(1) + row(5) + 7 + math.sin(40 * row(2)), row.asML))
    spark.createDataFrame(rows).toDF("label", "features").repartition(3).cache()
  }

  test("Params that Athanor lacks are refused by name") {
    val lasso = new LinearRegression().setRegParam(0.1).setElasticNetParam(0.5)
    assert(refusal(lasso.fit(data)).getMessage.contains("elasticNetParam 0.5"))
    assert(refusal(new LinearRegression().setLoss("huber").fit(data)).getMessage.contains("loss huber"))
  }

  test("it has Spark's Params, under the same names") {
    assert(new LinearRegression().params.map(_.name).toSeq == new SparkLinearRegression().params.map(_.name).toSeq)
  }

  test("Spark's coefficients and intercept, whatever regParam, standardization and solver") {
    assume(offers("rowwise.ridge"), "the bridge's rowwise has no ridge")
    val rows = data
    // Without a penalty the scale of columns means nothing.
    val cases = Seq((0.0, true), (0.3, true), (0.3, false))
    for ((regParam, standardization) <- cases; solver <- Seq("auto", "l-bfgs")) {
      val setUp = (estimator: SparkLinearRegression) =>
        estimator.setRegParam(regParam).setStandardization(standardization).setSolver(solver).setTol(1e-12).setMaxIter(
          500
        )
      expectClose(setUp(new LinearRegression()).fit(rows), setUp(new SparkLinearRegression()).fit(rows))
    }
    val without = (estimator: SparkLinearRegression) => estimator.setFitIntercept(false).fit(rows)
    expectClose(without(new LinearRegression()), without(new SparkLinearRegression()))
  }

  test("the model is Spark's own, saved and loaded") {
    assume(offers("rowwise.ridge"), "the bridge's rowwise has no ridge")
    val model = new LinearRegression().fit(data)
    assert(!model.hasSummary)
    saved { path =>
      model.save(path)
      assert(LinearRegressionModel.load(path).coefficients == model.coefficients)
    }
  }

  private def expectClose(ours: LinearRegressionModel, theirs: LinearRegressionModel): Unit = {
    assert(Samples.maxDifference(ours.coefficients.toArray, theirs.coefficients.toArray) < 1e-6)
    assert(math.abs(ours.intercept - theirs.intercept) < 1e-6)
  }
}
