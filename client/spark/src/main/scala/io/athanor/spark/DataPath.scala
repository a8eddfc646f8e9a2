package io.athanor.spark

import io.athanor.AthanorException
import io.athanor.wire.{BridgeAddress, Channels, FlightChannel}
import org.apache.spark.{SparkContext, TaskContext}

/**
 * How bodies travel between tasks and the bridge; goes into the tasks. `direct`: to and from the stores' own ports.
 * `sameHost`: tasks that see the store directory write files there themselves.
 */
private[spark] final case class DataPath(bridge: BridgeAddress, direct: Boolean, mayFallBack: Boolean, sameHost: Boolean)
    extends Serializable {

  /** The channel for a part or a ticket of this store. A task that is tried again takes the way that always works. */
  def channel(store: Option[String]): FlightChannel = store match {
    case Some(uri) if direct && !(mayFallBack && isRetry) => Channels.toStore(bridge, uri)
    case _ => Channels.to(bridge)
  }

  /** Whether a task may look for the store directory. One that is tried again sends its rows on the stream. */
  def mayWriteFiles: Boolean = sameHost && !isRetry

  private def isRetry: Boolean = Option(TaskContext.get()).exists(_.attemptNumber() > 0)
}

private[spark] object DataPath {
  private val Relay = "arrow-flight-reuse-connection:"
  private val ProbeTicket = "probe".getBytes

  /** The first location that is a store's. */
  def storeOf(locations: Seq[String]): Option[String] = locations.find(!_.startsWith(Relay))

  /** All on the one port. */
  def throughBridge(bridge: BridgeAddress): DataPath =
    DataPath(bridge, direct = false, mayFallBack = false, sameHost = false)

  /** @param stores where the bridge says that its stores are */
  def choose(context: SparkContext, conf: AthanorConf, stores: Seq[String]): DataPath = conf.dataPath match {
    case "bridge" => throughBridge(conf.address)
    case "direct" => DataPath(conf.address, direct = true, mayFallBack = false, sameHost = false)
    case _ =>
      val direct = stores.nonEmpty && reachable(context, conf, stores)
      DataPath(conf.address, direct, mayFallBack = true, sameHost = true)
  }

  /** Asked from tasks, since it is executors that must get there. */
  private def reachable(context: SparkContext, conf: AthanorConf, stores: Seq[String]): Boolean = {
    val bridge = conf.address
    JobDescription.during(context, "Athanor: can executors reach the stores?") {
      val tasks = math.max(1, math.min(context.defaultParallelism, 2 * stores.size))
      context.parallelize(0 until tasks, tasks).map(_ => stores.forall(answers(bridge, _))).collect().forall(identity)
    }
  }

  /** A store that refuses a made-up ticket in its own words is there, and knows our token. */
  private def answers(bridge: BridgeAddress, store: String): Boolean = {
    val stream = Channels.toStore(bridge, store).doGet(ProbeTicket)
    try stream.hasNext
    catch {
      case refused: AthanorException =>
        !Set("ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_STREAM_IDLE", "ATHANOR_UNAUTHENTICATED")(refused.code)
    } finally stream.close()
  }
}
