package io.athanor.spark

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}

import io.athanor.AthanorException
import io.athanor.wire.{BridgeAddress, TlsMaterial}
import org.apache.spark.sql.SparkSession

/** The settings spark.athanor.*, read once, complete. */
private[spark] final case class AthanorConf(address: BridgeAddress, dataPath: String)

private[spark] object AthanorConf {
  private val DataPaths = Seq("auto", "direct", "bridge")

  /** @throws AthanorException ATHANOR_NO_BRIDGE, ATHANOR_UNAUTHENTICATED, ATHANOR_BAD_CONFIG */
  def read(spark: SparkSession): AthanorConf = {
    val setting = (name: String) => spark.conf.getOption(s"spark.athanor.$name").filter(_.nonEmpty)
    val url = setting("url").orElse(sys.env.get("ATHANOR_URL")).getOrElse(throw noBridge)
    val token = setting("token").orElse(sys.env.get("ATHANOR_TOKEN"))
    if (token.isEmpty)
      throw new AthanorException("ATHANOR_UNAUTHENTICATED", "no token is given; set spark.athanor.token")
    val dataPath = setting("dataPath").getOrElse("auto")
    if (!DataPaths.contains(dataPath)) {
      throw badConfig(s"""spark.athanor.dataPath is "$dataPath"; wanted ${DataPaths.mkString(", ")}""")
    }
    val pem = (name: String) => setting(s"tls.$name").map(readPem(name, _))
    val ca = pem("ca").orElse(sys.env.get("ATHANOR_CA").map(readPem("ca", _)))
    val tls = TlsMaterial(ca, pem("cert"), pem("key"), setting("tls.serverName"))
    AthanorConf(BridgeAddress(url, token, tls), dataPath)
  }

  /** Files are read here, on the driver: executors get the text. */
  private def readPem(name: String, value: String): String =
    if (value.contains("-----BEGIN")) value
    else
      try new String(Files.readAllBytes(Paths.get(value)), UTF_8)
      catch {
        case cause: java.io.IOException =>
          throw badConfig(s"spark.athanor.tls.$name is $value, neither PEM text nor a file that can be read ($cause)")
      }

  private def noBridge =
    new AthanorException(
      "ATHANOR_NO_BRIDGE",
      "neither spark.athanor.url nor $ATHANOR_URL is set; start a bridge with `athanor serve` and give its URL"
    )

  private def badConfig(text: String) = new AthanorException("ATHANOR_BAD_CONFIG", text)
}
