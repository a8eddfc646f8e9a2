package io.athanor.spark.support

import org.apache.spark.sql.SparkSession

/** One local Spark for all suites: it takes seconds to start. */
object SharedSpark {
  lazy val session: SparkSession = SparkSession
    .builder()
    // Four attempts a task, as a cluster gives.
    .master("local[2,4]")
    .appName("athanor-tests")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.warehouse.dir", sys.props("java.io.tmpdir") + "/warehouse")
    .getOrCreate()
}
