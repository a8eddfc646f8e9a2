package io.athanor.spark

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.bridge.JobResult

/** What a routine made: its matrices by the manifest's names, and numbers of its own. */
final class RunResult private[spark] (job: JobResult, open: String => MatrixHandle) {
  private lazy val handles: Map[String, MatrixHandle] = job.outputs.map { case (role, id) => role -> open(id) }

  def jobId: String = job.id
  def outputs: Map[String, MatrixHandle] = handles
  def output(role: String): MatrixHandle = handles(role)
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
