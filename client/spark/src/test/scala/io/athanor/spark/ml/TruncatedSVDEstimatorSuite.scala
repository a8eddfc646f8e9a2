package io.athanor.spark.ml

import io.athanor.spark.ml.feature.{TruncatedSVD, TruncatedSVDModel}
import io.athanor.spark.support.Samples
import org.apache.spark.ml.{Pipeline, PipelineModel}
import org.apache.spark.ml.linalg.Vector
import org.apache.spark.sql.functions.col

class TruncatedSVDEstimatorSuite extends EstimatorSuite {
  private def svd = new TruncatedSVD().setInputCol("features").setOutputCol("svd").setK(4)

  test("an idCol that is no bigint, that repeats, or that is null") {
    val data = frame()
    assert(refusal(svd.setIdCol("features").fit(data)).code == "ATHANOR_BAD_SCHEMA")
    assert(refusal(svd.setIdCol("id").fit(data.union(data.limit(1)))).code == "ATHANOR_BAD_INDEX")
    val holey = data.withColumn("id", org.apache.spark.sql.functions.when(col("id") > 900, col("id")))
    assert(refusal(svd.setIdCol("id").fit(holey)).code == "ATHANOR_NULL_VALUE")
  }

  test("x V for each row, all columns kept, and s in order") {
    val data = frame()
    val model = svd.fit(data)
    val transformed = model.transform(data)
    assert(transformed.columns.toSeq == Seq("id", "features", "svd"))
    val coordinates = vectors(transformed, "svd")
    for (j <- 0 until 4) {
      val norm = math.sqrt(coordinates.map(row => row(j) * row(j)).sum)
      assert(math.abs(norm - model.s(j)) < 1e-9 * model.s(0))
    }
    assert(model.u.isEmpty)
  }

  test("with an idCol, u has a row for each id: the coordinates over s") {
    val data = frame()
    val model = svd.setIdCol("id").fit(data)
    val joined = model.u.get.join(model.transform(data), "id").select("u", "svd").collect()
    assert(joined.length == 150)
    joined.foreach { row =>
      val (u, coordinates) = (row.getAs[Vector](0), row.getAs[Vector](1))
      assert(Samples.maxDifference(u.toArray.indices.map(i => u(i) * model.s(i)).toArray, coordinates.toArray) < 1e-8)
    }
  }

  test("in a Pipeline, saved and loaded") {
    val data = frame()
    val fitted = new Pipeline().setStages(Array(svd)).fit(data)
    saved { path =>
      fitted.write.overwrite().save(path)
      val loaded = PipelineModel.load(path)
      assert(vectors(loaded.transform(data), "svd") == vectors(fitted.transform(data), "svd"))
      assert(loaded.stages.head.asInstanceOf[TruncatedSVDModel].s.size == 4)
    }
    saved { path =>
      svd.setIdCol("id").save(path)
      assert(TruncatedSVD.load(path).getIdCol == "id")
    }
  }
}
