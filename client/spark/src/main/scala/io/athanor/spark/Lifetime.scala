package io.athanor.spark

import java.lang.ref.{PhantomReference, ReferenceQueue}
import java.util.concurrent.ConcurrentHashMap

import io.athanor.AthanorException
import io.athanor.bridge.Bridge

/**
 * Keeps what is in use on the bridge alive, and drops a temporary when nothing on the driver refers to it any more:
 * no handle, no RDD that reads it. It is what Spark's own cleaner does for broadcasts. If the driver is killed, what
 * it left goes within the hour.
 */
private[spark] object Lifetime {
  val TemporaryTtlMs: Long = 3600000L
  private val RenewEveryMs = TemporaryTtlMs / 4
  private val PollMs = 1000L

  /** Held by all that needs the matrix. */
  final class Lease private[Lifetime] (val bridge: Bridge, val matrix: String) {

    /** Drops it now. Twice is fine. */
    def drop(): Unit =
      held.values.forEach(kept => if (kept.matrix == matrix && kept.bridge == bridge) kept.release(drop = true))
  }

  private class Kept(lease: Lease, isTemporary: Boolean) extends PhantomReference[Lease](lease, unreachable) {
    val bridge: Bridge = lease.bridge
    val matrix: String = lease.matrix
    def renew(): Unit = quietly(bridge.renewMatrix(matrix))
    def release(drop: Boolean = isTemporary): Unit =
      if (held.remove(this) != null && drop) quietly(bridge.dropMatrix(matrix))
  }

  private val unreachable = new ReferenceQueue[Lease]
  private val held = new ConcurrentHashMap[Kept, Kept]
  private lazy val keeper = start()

  def lease(bridge: Bridge, matrix: String, isTemporary: Boolean): Lease = {
    val lease = new Lease(bridge, matrix)
    val kept = new Kept(lease, isTemporary)
    held.put(kept, kept)
    keeper
    lease
  }

  /** The end of an application: its temporaries go at once. */
  def releaseAll(bridge: Bridge): Unit = held.values.forEach(kept => if (kept.bridge == bridge) kept.release())

  private def start(): Thread = {
    val thread = new Thread(() => keep(), "athanor-lifetime")
    thread.setDaemon(true)
    thread.start()
    thread
  }

  private def keep(): Unit = {
    var renewAt = System.currentTimeMillis() + RenewEveryMs
    while (true) {
      unreachable.remove(PollMs) match {
        case kept: Kept => kept.release()
        case _ =>
      }
      if (System.currentTimeMillis() >= renewAt) {
        held.values.forEach(_.renew())
        renewAt = System.currentTimeMillis() + RenewEveryMs
      }
    }
  }

  /** A bridge that is away is told of where the matrix is used. */
  private def quietly(call: => Unit): Unit =
    try call
    catch { case _: AthanorException => }
}
