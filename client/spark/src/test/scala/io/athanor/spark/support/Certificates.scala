package io.athanor.spark.support

import java.io.File
import java.nio.charset.StandardCharsets.US_ASCII
import java.nio.file.{Files, Path}

/** A server's certificate for this machine, signed by itself, and a client's, signed by an authority; by openssl. */
final class Certificates extends AutoCloseable {
  private val folder: Path = Files.createTempDirectory("athanor-tls")
  self("server", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
  self("ca", "-subj", "/CN=client CA")
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "client.key", "-out", "client.csr", "-subj", "/CN=client")
  openssl(
    "x509",
    "-req",
    "-in",
    "client.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-out",
    "client.crt"
  )

  def path(name: String): String = folder.resolve(name).toString
  def text(name: String): String = new String(Files.readAllBytes(folder.resolve(name)), US_ASCII)

  override def close(): Unit = org.apache.commons.io.FileUtils.deleteDirectory(folder.toFile)

  private def self(name: String, more: String*): Unit =
    openssl(Seq(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      s"$name.key",
      "-out",
      s"$name.crt",
      "-days",
      "2"
    ) ++ more: _*)

  private def openssl(args: String*): Unit = {
    val log = new File(path("openssl.log"))
    val process = new ProcessBuilder(("openssl" +: args): _*).directory(folder.toFile).redirectErrorStream(
      true
    ).redirectOutput(log).start()
    if (process.waitFor() != 0)
      throw new IllegalStateException(s"openssl ${args.mkString(" ")}: ${text("openssl.log")}")
  }
}
