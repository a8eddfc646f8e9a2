package io.athanor.spark

import io.athanor.spark.support.{Certificates, Samples, SparkBridgeSuite}
import io.athanor.wire.TlsMaterial

/** A bridge with TLS that asks clients for a certificate; its stores have the same. */
class TlsSuite extends SparkBridgeSuite {
  private lazy val certificates = new Certificates
  import certificates.{path, text}

  override protected def bridgeConfig: Seq[(String, Any)] =
    Seq("tls" -> Map(
      "certPath" -> path("server.crt"),
      "keyPath" -> path("server.key"),
      "clientCaPath" -> path("ca.crt")
    ))
  override protected def tls: TlsMaterial =
    TlsMaterial(ca = Some(text("server.crt")), certificate = Some(text("client.crt")), key = Some(text("client.key")))
  override protected def afterAll(): Unit = {
    super.afterAll()
    certificates.close()
  }

  private def trusting(more: (String, String)*) =
    connect(Seq("url" -> bridge.url, "token" -> bridge.token, "tls.ca" -> path("server.crt")) ++ more: _*)

  test("an authority that is not known, and a certificate that is not shown") {
    assert(refusal(connect("url" -> bridge.url, "token" -> bridge.token)).code == "ATHANOR_BRIDGE_UNREACHABLE")
    assert(refusal(trusting()).code == "ATHANOR_BRIDGE_UNREACHABLE")
  }

  test("a file that is not there, and one that is no certificate") {
    assert(
      refusal(connect("url" -> bridge.url, "token" -> "t", "tls.ca" -> "/nowhere.pem")).code == "ATHANOR_BAD_CONFIG"
    )
    val nonsense = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----"
    assert(
      refusal(connect("url" -> bridge.url, "token" -> "t", "tls.ca" -> nonsense)).code == "ATHANOR_INVALID_ARGUMENT"
    )
  }

  test("matrices to and from the stores, with files that only the driver can read") {
    val matrix = Samples.indexed(spark.sparkContext, 60, 5)
    val client = trusting("tls.cert" -> path("client.crt"), "tls.key" -> path("client.key"), "dataPath" -> "direct")
    assert(Samples.collect(client.put(matrix).toIndexedRowMatrix()) == Samples.collect(matrix))
  }
}
