package io.athanor.spark.support

import org.scalatest.Assertions

object Leaks extends Assertions {
  private val DeadlineMs = 20000L

  /** Handles that a test has let go are dropped when they have been collected. */
  def expectNoMatrix(bridge: TestBridge): Unit = {
    val end = System.currentTimeMillis() + DeadlineMs
    var left = bridge.client.listMatrices()
    while (left.nonEmpty && System.currentTimeMillis() < end) {
      System.gc()
      Thread.sleep(100)
      left = bridge.client.listMatrices()
    }
    assert(left.isEmpty, "matrices are left on the bridge")
  }
}
