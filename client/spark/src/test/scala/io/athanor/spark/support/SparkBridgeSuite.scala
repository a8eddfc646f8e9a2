package io.athanor.spark.support

import io.athanor.AthanorException
import io.athanor.spark.Athanor
import io.athanor.wire.TlsMaterial
import org.apache.spark.sql.SparkSession
import org.scalatest.{BeforeAndAfterAll, BeforeAndAfterEach}
import org.scalatest.funsuite.AnyFunSuite

/** Tests with one local Spark and one real bridge; after each of them the bridge must hold no matrix. */
trait SparkBridgeSuite extends AnyFunSuite with BeforeAndAfterAll with BeforeAndAfterEach {
  protected def bridgeConfig: Seq[(String, Any)] = Nil
  protected def tls: TlsMaterial = TlsMaterial()
  protected def dataPath: String = "auto"

  protected lazy val bridge = new TestBridge(tls, bridgeConfig: _*)
  protected lazy val spark: SparkSession = SharedSpark.session
  protected lazy val athanor: Athanor = connect("url" -> bridge.url, "token" -> bridge.token, "dataPath" -> dataPath)

  /** With these settings spark.athanor.* and no others. */
  protected def connect(settings: (String, String)*): Athanor = {
    val names = Seq("url", "token", "dataPath", "tls.ca", "tls.cert", "tls.key", "tls.serverName")
    names.foreach(name => spark.conf.unset(s"spark.athanor.$name"))
    settings.foreach { case (name, value) => spark.conf.set(s"spark.athanor.$name", value) }
    Athanor.getOrCreate(spark)
  }

  protected def refusal(body: => Any): AthanorException = intercept[AthanorException](body)

  /** Whether the bridge was built with a routine. */
  protected def offers(routine: String): Boolean = bridge.routines.contains(routine)

  override protected def afterEach(): Unit = Leaks.expectNoMatrix(bridge)
  override protected def afterAll(): Unit = bridge.close()
}
