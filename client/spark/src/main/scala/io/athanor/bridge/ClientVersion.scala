package io.athanor.bridge

import java.util.Properties

import io.athanor.AthanorException

/** This jar's version, and which bridges it fits: the same major number, and while that is 0 the same minor one. */
private[athanor] object ClientVersion {
  val current: String = {
    val properties = new Properties
    val stream = getClass.getResourceAsStream("/io/athanor/client.properties")
    try properties.load(stream)
    finally stream.close()
    properties.getProperty("version")
  }

  /** @throws AthanorException ATHANOR_VERSION_MISMATCH */
  def check(bridge: String): Unit =
    if (line(bridge) != line(current)) {
      val text = s"the bridge is of version $bridge and this jar of $current; use the jar that came with the bridge"
      throw new AthanorException("ATHANOR_VERSION_MISMATCH", text)
    }

  private def line(version: String): Seq[String] = {
    val numbers = version.split("[.-]").toSeq
    if (numbers.headOption.contains("0")) numbers.take(2) else numbers.take(1)
  }
}
