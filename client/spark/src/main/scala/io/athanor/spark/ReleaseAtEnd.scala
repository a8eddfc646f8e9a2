package io.athanor.spark

import io.athanor.bridge.Bridge
import org.apache.spark.scheduler.{SparkListener, SparkListenerApplicationEnd}

/** Drops the application's temporaries when it ends. */
private[spark] final class ReleaseAtEnd(bridge: Bridge) extends SparkListener {
  override def onApplicationEnd(end: SparkListenerApplicationEnd): Unit = Lifetime.releaseAll(bridge)
}
