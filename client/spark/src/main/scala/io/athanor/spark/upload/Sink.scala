package io.athanor.spark.upload

import io.athanor.bridge.UploadTarget

/** A matrix that an RDD is sent to: what of each element is its row. Several get theirs in one pass, and one order. */
private[spark] final case class Sink[T](shape: RowShape[T], cols: Int)

/** A sink whose matrix is open on the bridge. */
private[spark] final case class OpenSink[T](target: UploadTarget, shape: RowShape[T], cols: Int) extends Serializable {
  def storeOf(part: Int): Option[String] =
    if (target.stores.isEmpty) None else Some(target.stores(part % target.stores.size))
}
