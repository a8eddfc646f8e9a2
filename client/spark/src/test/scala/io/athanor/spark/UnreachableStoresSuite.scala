package io.athanor.spark

import io.athanor.spark.support.{Samples, SparkBridgeSuite, TestBridge}

/** A bridge whose stores are told of at an address where nothing listens, as behind a firewall with one port open. */
class UnreachableStoresSuite extends SparkBridgeSuite {
  override protected def bridgeConfig: Seq[(String, Any)] = Seq("advertisedHost" -> TestBridge.Nowhere)
  private def matrix = Samples.indexed(spark.sparkContext, 60, 5, step = 2)

  private def reaching(way: String) = connect("url" -> bridge.url, "token" -> bridge.token, "dataPath" -> way)

  test("who insists on them is refused with their address, soon") {
    val connected = reaching("direct")
    val begun = System.nanoTime()
    val error = refusal(connected.put(matrix))
    assert(error.code == "ATHANOR_BRIDGE_UNREACHABLE" && error.getMessage.contains(TestBridge.Nowhere))
    assert((System.nanoTime() - begun) / 1e9 < 60)
  }

  test("auto finds out, and takes the bridge's port, there and back") {
    assert(Samples.collect(reaching("auto").put(matrix).toIndexedRowMatrix()) == Samples.collect(matrix))
  }
}
