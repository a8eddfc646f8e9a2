package io.athanor.spark.support

import org.scalatest.Tag

/** What takes MLlib itself long, and is the same for each line of Spark: `npm test` runs it on one, the long tests on all. */
object Slow extends Tag("io.athanor.spark.support.Slow")
