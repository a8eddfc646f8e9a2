package io.athanor.wire

import java.util.concurrent.ConcurrentHashMap

/**
 * The channels of this process, one to each address: tasks come and go, connections stay. An idle one costs nothing,
 * since it drops its connection after some minutes.
 */
object Channels {
  private val StoreConnectTimeoutMs = 3000
  private val open = new ConcurrentHashMap[BridgeAddress, FlightChannel]

  def to(address: BridgeAddress): FlightChannel = open.computeIfAbsent(address, new FlightChannel(_))

  /** A store that a firewall swallows must not hold up the way through the bridge. */
  def toStore(bridge: BridgeAddress, uri: String): FlightChannel =
    open.computeIfAbsent(bridge.at(uri), new FlightChannel(_, StoreConnectTimeoutMs))
}
