package io.athanor.spark.bench

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.spark.bench.PeerData.{materialise, timed}
import org.apache.spark.ml.clustering.{KMeans => MLKMeans}
import org.apache.spark.ml.feature.{PCA => MLPCA}
import org.apache.spark.mllib.clustering.{KMeans => MLlibKMeans}
import org.apache.spark.mllib.linalg.{DenseMatrix, Matrix, Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.RowMatrix
import org.apache.spark.sql.DataFrame

/**
 * MLlib, at its best.
 * Arguments: the .npy. A request is {"run": ..., "k", and for some "iterations", "seed", "residual"}.
 */
object MLlibPeer {

  def main(args: Array[String]): Unit = {
    val data = PeerData.open(args)
    val peer = new MLlibPeer(data)
    LineServer.serve(data.facts ++ NativeLinearAlgebra.facts)(peer.answer)
    data.spark.stop()
  }
}

final private class MLlibPeer(data: PeerData) {

  /** For spark.ml's estimators; cached when the first of them is asked for. */
  private lazy val frame: DataFrame = {
    val cached = data.spark.createDataFrame(data.rows.map(row => Tuple1(row.asML))).toDF("features").cache()
    cached.count()
    cached
  }

  def answer(request: JsonNode): Seq[(String, Any)] = {
    val k = request.path("k").asInt
    request.path("run").asText match {
      case "svd" => svd(request, computeSVD(k))
      case "gramian" => svd(request, gramian(k))
      case "pca" => pca(k)
      case "ml-pca" => mlPca(k)
      case "kmeans" => kmeans(k, request.path("iterations").asInt, request.path("seed").asLong)
      case "ml-kmeans" => mlKmeans(k, request.path("iterations").asInt, request.path("seed").asLong)
    }
  }

  private def svd(request: JsonNode, run: => (RowMatrix, Vector, Matrix)): Seq[(String, Any)] = {
    val ((u, s, v), seconds) = timed(run)
    val residual = if (request.path("residual").asBoolean) Some(Accuracy.residual(data.rows, u, s, v)) else None
    Seq("seconds" -> seconds, "singularValues" -> s.toArray.toSeq, "residual" -> residual)
  }

  private def computeSVD(k: Int): (RowMatrix, Vector, Matrix) = {
    val svd = data.matrix.computeSVD(k, computeU = true)
    materialise(svd.U)
    (svd.U, svd.s, svd.V)
  }

  /** What one writes who knows that n is small: A'A = V S^2 V', U = A V S^-1. */
  private def gramian(k: Int): (RowMatrix, Vector, Matrix) = {
    val matrix = data.matrix
    val (values, v) = NativeLinearAlgebra.largestEigenpairs(matrix.computeGramianMatrix(), k)
    val s = Vectors.dense(values.toArray.map(math.sqrt))
    val scaled = new DenseMatrix(v.numRows, k, Array.tabulate(v.numRows * k)(i => v.toArray(i) / s(i / v.numRows)))
    val u = matrix.multiply(scaled)
    materialise(u)
    (u, s, v)
  }

  private def pca(k: Int): Seq[(String, Any)] = {
    val (explained, seconds) = timed {
      val matrix = data.matrix
      val (components, explained) = matrix.computePrincipalComponentsAndExplainedVariance(k)
      materialise(matrix.multiply(components))
      explained
    }
    Seq("seconds" -> seconds, "explained" -> explained.toArray.toSeq)
  }

  private def mlPca(k: Int): Seq[(String, Any)] = {
    val input = frame
    val (explained, seconds) = timed {
      val model = new MLPCA().setInputCol("features").setOutputCol("scores").setK(k).fit(input)
      model.transform(input).select("scores").foreach(_ => ())
      model.explainedVariance
    }
    Seq("seconds" -> seconds, "explained" -> explained.toArray.toSeq)
  }

  private def kmeans(k: Int, iterations: Int, seed: Long): Seq[(String, Any)] = {
    val (model, seconds) = timed {
      new MLlibKMeans().setK(k).setMaxIterations(iterations).setEpsilon(0).setSeed(seed).run(data.rows)
    }
    Seq("seconds" -> seconds, "cost" -> model.trainingCost)
  }

  private def mlKmeans(k: Int, iterations: Int, seed: Long): Seq[(String, Any)] = {
    val input = frame
    val (summary, seconds) = timed {
      new MLKMeans().setK(k).setMaxIter(iterations).setTol(0).setSeed(seed).fit(input).summary
    }
    Seq("seconds" -> seconds, "cost" -> summary.trainingCost, "iterations" -> summary.numIter)
  }
}
