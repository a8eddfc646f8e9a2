package io.athanor.spark

import io.athanor.spark.support.SparkBridgeSuite

class AdviceSuite extends SparkBridgeSuite {
  test("every way from Spark has an estimate, quickest first") {
    val advice = athanor.advise(20000, 1000, 20)
    assert(advice.ways.map(_.way).toSet == Set("athanor", "spark", "collect"))
    val seconds = advice.ways.map(_.seconds.get)
    assert(seconds == seconds.sorted && seconds.head > 0)
    assert(advice.best == advice.ways.headOption.map(_.way))
    assert(advice.measuredAt.nonEmpty || advice.defaults.nonEmpty)
  }

  test("a way without room says why") {
    val Some(way) = athanor.advise(1000000000L, 10000, 20).ways.find(_.way == "athanor")
    assert(way.seconds.isEmpty && way.reason.exists(_.contains("GB")))
  }

  test("impossible shapes and ranks are refused") {
    for ((rows, cols, k) <- Seq((0L, 10, 1), (10L, 10, 0), (10L, 5, 6)))
      assert(refusal(athanor.advise(rows, cols, k)).code == "ATHANOR_INVALID_ARGUMENT")
  }
}
