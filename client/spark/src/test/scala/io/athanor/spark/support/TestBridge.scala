package io.athanor.spark.support

import java.io.{BufferedReader, File, InputStreamReader}
import java.nio.file.Files
import java.util.concurrent.TimeUnit

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.bridge.{Bridge, Json}
import io.athanor.wire.{BridgeAddress, Channels, TlsMaterial}

/** A real bridge in a process of its own, on a free port; it dies with its standard input. */
final class TestBridge(tls: TlsMaterial, config: (String, Any)*) extends AutoCloseable {
  private val configFile = {
    val file = Files.createTempFile("athanor-config", ".json")
    Files.write(file, Json.of(("logLevel" -> "info") +: config: _*).toString.getBytes)
  }
  private val log = new File(s"$configFile.log")
  private val process = new ProcessBuilder(
    "node",
    s"${TestBridge.root}/bin/athanor.mjs",
    "serve",
    "--embedded",
    "--json",
    "--config",
    configFile.toString
  )
    .redirectError(log)
    .start()
  private val hello = {
    val line = new BufferedReader(new InputStreamReader(process.getInputStream)).readLine()
    if (line == null) throw new IllegalStateException(s"the bridge did not start: ${logged}")
    Json.parse(line)
  }

  /** The bridge listens on 127.0.0.1, whatever it is told to say of its stores. */
  val url: String = hello.path("url").asText.replace(TestBridge.Nowhere, "127.0.0.1")
  val token: String = hello.path("token").asText
  val client = new Bridge(BridgeAddress(url, Some(token), tls))

  /** How many jobs are in this state. */
  def jobs(state: String): Int = action("listJobs", "state" -> state).size

  /** As library.routine. */
  lazy val routines: Set[String] = (for {
    library <- action("libraries")
    routine <- Json.items(library.path("routines"))
  } yield s"${library.path("name").asText}.${routine.path("name").asText}").toSet

  private def action(name: String, fields: (String, Any)*): Seq[JsonNode] =
    Channels.to(client.address).doAction(s"athanor.$name", Json.of(fields: _*).toString, 60000).map(Json.parse).toList

  def logged: String = new String(Files.readAllBytes(log.toPath))

  override def close(): Unit = {
    process.getOutputStream.close()
    if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
    configFile.toFile.delete()
    log.delete()
  }
}

object TestBridge {
  val root: String = sys.props("athanor.root")

  /** An `advertisedHost` where nothing listens. */
  val Nowhere = "127.0.0.9"
}
