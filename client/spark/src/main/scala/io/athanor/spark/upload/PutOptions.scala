package io.athanor.spark.upload

/**
 * @param name of the matrix on the bridge; without one it is a temporary that goes with its last handle
 * @param ifExists when the name has other content: error, replace or reuse
 */
final case class PutOptions(name: Option[String] = None, ifExists: String = "error")
