package io.athanor.spark.bench

import java.lang.management.ManagementFactory

import com.fasterxml.jackson.databind.JsonNode
import com.sun.management.OperatingSystemMXBean
import io.athanor.spark.Athanor
import io.athanor.spark.bench.PeerData.{materialise, timed}

/**
 * Athanor's client, called as README says. Timed are the user's calls, with the way to the bridge and back.
 * Arguments: the .npy. A request is as MLlibPeer's; "split" asks for the same in steps, which are timed apart, and "put" with
 * a "dataPath" for an upload alone.
 */
object AthanorPeer {

  def main(args: Array[String]): Unit = {
    val data = PeerData.open(args)
    val peer = new AthanorPeer(data, Athanor.getOrCreate(data.spark))
    LineServer.serve(data.facts)(peer.answer)
    data.spark.stop()
  }
}

final private class AthanorPeer(data: PeerData, athanor: Athanor) {

  def answer(request: JsonNode): Seq[(String, Any)] = {
    val k = request.path("k").asInt
    request.path("run").asText match {
      case "svd" => svd(k, request.path("residual").asBoolean)
      case "split" => split(k)
      case "put" => put(request.path("dataPath").asText)
      case "pca" => pca(k)
      case "kmeans" => kmeans(k, request.path("iterations").asInt, request.path("seed").asLong)
    }
  }

  private def svd(k: Int, withResidual: Boolean): Seq[(String, Any)] = {
    val (svd, seconds) = timed {
      val svd = athanor.truncatedSVD(data.matrix, k)
      materialise(svd.U)
      svd
    }
    val residual = if (withResidual) Some(Accuracy.residual(data.rows, svd.U, svd.s, svd.V)) else None
    Seq("seconds" -> seconds, "singularValues" -> svd.s.toArray.toSeq, "residual" -> residual)
  }

  /** Where an SVD's time goes: the matrix to the bridge, the job, the factors back. */
  private def split(k: Int): Seq[(String, Any)] = {
    val (sent, send) = timed(athanor.put(data.matrix))
    val (job, compute) = timed(athanor.run("rowwise.truncatedSvd", Map("a" -> sent), Map("k" -> k)))
    val (_, receive) = timed {
      job.output("v").toLocalMatrix()
      materialise(job.output("u").toRowMatrix())
    }
    (sent +: job.outputs.values.toSeq).foreach(_.drop())
    Seq("send" -> send, "compute" -> compute, "receive" -> receive)
  }

  private def put(dataPath: String): Seq[(String, Any)] = {
    data.spark.conf.set("spark.athanor.dataPath", dataPath)
    val client = Athanor.getOrCreate(data.spark)
    val cpu = cpuSeconds
    val (sent, seconds) = timed(client.put(data.matrix))
    val used = cpuSeconds - cpu
    val digest = sent.info.digest
    sent.drop()
    Seq("seconds" -> seconds, "cpuSeconds" -> used, "digest" -> digest)
  }

  private def cpuSeconds: Double = ManagementFactory.getOperatingSystemMXBean match {
    case system: OperatingSystemMXBean => system.getProcessCpuTime / 1e9
  }

  private def pca(k: Int): Seq[(String, Any)] = {
    val (explained, seconds) = timed {
      val matrix = data.matrix
      val (components, explained) = athanor.computePrincipalComponentsAndExplainedVariance(matrix, k)
      materialise(matrix.multiply(components))
      explained
    }
    Seq("seconds" -> seconds, "explained" -> explained.toArray.toSeq)
  }

  private def kmeans(k: Int, iterations: Int, seed: Long): Seq[(String, Any)] = {
    val (fit, seconds) = timed(athanor.kmeans(data.matrix, k, iterations, tol = 0, seed = seed))
    Seq("seconds" -> seconds, "cost" -> fit.model.trainingCost, "iterations" -> fit.iterations)
  }
}
