package io.athanor.spark

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.bridge.{JobResult, MatrixInfo}

/** What a routine made: its matrices by the manifest's names, and numbers of its own. */
final class RunResult private[spark] (job: JobResult, open: MatrixInfo => MatrixHandle) {

  /** All of them are held from the start, so that those which nobody asks for are dropped too. */
  val outputs: Map[String, MatrixHandle] = job.outputs.map { case (role, info) => role -> open(info) }

  def jobId: String = job.id
  def output(role: String): MatrixHandle = outputs(role)
  def scalar(name: String): Double = job.scalar(name)
  def scalars(name: String): Array[Double] = job.scalars(name)
  def warnings: Seq[String] = job.warnings

  /** Scalars and certificate, as docs/routines.md has them. */
  def result: JsonNode = job.result

  /** Drops the outputs that nobody will ask for. */
  private[spark] def keep(roles: String*): RunResult = {
    outputs.foreach { case (role, handle) => if (!roles.contains(role)) handle.drop() }
    this
  }
}
