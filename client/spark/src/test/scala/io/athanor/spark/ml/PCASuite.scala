package io.athanor.spark.ml

import io.athanor.spark.ml.feature.PCA
import io.athanor.spark.support.Samples
import org.apache.spark.ml.{Pipeline, PipelineModel}
import org.apache.spark.ml.feature.{PCA => SparkPCA, PCAModel}

class PCASuite extends EstimatorSuite {
  private def pca = new PCA().setInputCol("features").setOutputCol("pca").setK(3)

  test("a null vector is refused by name") {
    val frame = spark.createDataFrame(Samples.rows(3, 2).map(row => (row(0), if (row(0) > 0) row.asML else null)))
    assert(refusal(pca.setInputCol("_2").fit(frame)).code == "ATHANOR_NULL_VALUE")
  }

  test("it has Spark's Params, under the same names") {
    assert(pca.params.map(_.name).toSeq == new SparkPCA().params.map(_.name).toSeq)
  }

  test("components and explained variance are Spark's, and the model is Spark's own") {
    val data = frame()
    val ours: PCAModel = pca.fit(data)
    val theirs = new SparkPCA().setInputCol("features").setOutputCol("pca").setK(3).fit(data)
    assert(ours.getClass == theirs.getClass)
    val differences = ours.explainedVariance.toArray.zip(theirs.explainedVariance.toArray).map { case (a, b) =>
      math.abs(a - b) / b
    }
    assert(differences.max < 1e-9)
    val abs = (model: PCAModel) => model.pc.toArray.map(math.abs)
    assert(Samples.maxDifference(abs(ours), abs(theirs)) < 1e-8)
    // It does not centre, as Spark's does not.
    val (one, other) = (vectors(ours.transform(data), "pca"), vectors(theirs.transform(data), "pca"))
    assert(Samples.maxDifference(
      one.flatMap(_.toArray.map(math.abs)).toArray,
      other.flatMap(_.toArray.map(math.abs)).toArray
    ) < 1e-8)
  }

  test("in a Pipeline, saved and loaded") {
    val data = frame()
    val fitted = new Pipeline().setStages(Array(pca)).fit(data)
    saved { path =>
      fitted.write.overwrite().save(path)
      val loaded = PipelineModel.load(path)
      assert(vectors(loaded.transform(data), "pca") == vectors(fitted.transform(data), "pca"))
    }
    saved { path =>
      pca.write.overwrite().save(path)
      assert(PCA.load(path).getK == 3)
    }
  }
}
