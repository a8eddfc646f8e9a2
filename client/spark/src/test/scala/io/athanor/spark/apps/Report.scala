package io.athanor.spark.apps

import io.athanor.bridge.Json

/** What an app found, as one line of JSON that the test which started it looks for. */
object Report {
  val Prefix = "REPORT "
  def print(facts: (String, Any)*): Unit = println(Prefix + Json.of(facts: _*))
}
