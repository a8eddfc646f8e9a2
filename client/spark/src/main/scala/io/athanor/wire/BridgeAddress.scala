package io.athanor.wire

import java.net.{URI, URISyntaxException}

import io.athanor.AthanorException

/** PEM texts, not paths: they travel to executors, where no file of the driver is. */
final case class TlsMaterial(
    ca: Option[String] = None,
    certificate: Option[String] = None,
    key: Option[String] = None,
    serverName: Option[String] = None
) extends Serializable

/** Where a bridge, or one of its stores, is, and how to be let in. */
final case class BridgeAddress(url: String, token: Option[String], tls: TlsMaterial = TlsMaterial())
    extends Serializable {
  private def parsed: URI = BridgeAddress.parse(url)

  def host: String = parsed.getHost
  def port: Int = parsed.getPort
  def isTls: Boolean = parsed.getScheme == "grpc+tls"

  /** Another port of the same bridge, such as a store's. */
  def at(other: String): BridgeAddress = copy(url = other)

  /** Without the token: this ends in logs. */
  override def toString: String = url
}

object BridgeAddress {
  private val Schemes = Set("grpc", "grpc+tcp", "grpc+tls")

  /** @throws AthanorException ATHANOR_INVALID_ARGUMENT */
  private[wire] def parse(url: String): URI = {
    val uri =
      try new URI(url)
      catch { case cause: URISyntaxException => throw refused(url, cause) }
    if (!Schemes(uri.getScheme) || uri.getHost == null || uri.getPort < 1) throw refused(url, null)
    uri
  }

  private def refused(url: String, cause: Throwable): AthanorException =
    new AthanorException(
      "ATHANOR_INVALID_ARGUMENT",
      s"""the bridge's URL is "$url"; wanted grpc://host:port or grpc+tls://host:port""",
      cause
    )
}
