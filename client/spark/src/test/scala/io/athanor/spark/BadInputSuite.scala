package io.athanor.spark

import io.athanor.spark.support.{Samples, SparkBridgeSuite, TestBridge}
import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.{IndexedRow, IndexedRowMatrix, RowMatrix}

/** One clear exception on the driver, soon, and nothing left on the bridge. */
class BadInputSuite extends SparkBridgeSuite {
  private def matrix(rows: Vector*) = new RowMatrix(spark.sparkContext.parallelize(rows, 2))

  test("no URL") {
    assert(refusal(connect("token" -> bridge.token)).code == "ATHANOR_NO_BRIDGE")
  }

  test("a URL that is none") {
    assert(refusal(connect("url" -> "localhost:5", "token" -> "t")).code == "ATHANOR_INVALID_ARGUMENT")
  }

  test("an unknown data path") {
    val error = refusal(connect("url" -> bridge.url, "token" -> bridge.token, "dataPath" -> "fast"))
    assert(error.code == "ATHANOR_BAD_CONFIG" && error.getMessage.contains("auto, direct, bridge"))
  }

  test("no token, and a wrong one") {
    assert(refusal(connect("url" -> bridge.url)).code == "ATHANOR_UNAUTHENTICATED")
    assert(refusal(connect("url" -> bridge.url, "token" -> "wrong")).code == "ATHANOR_UNAUTHENTICATED")
  }

  test("no bridge at that address, within seconds") {
    val begun = System.nanoTime()
    val error = refusal(connect("url" -> "grpc://127.0.0.1:1", "token" -> "t"))
    assert(error.code == "ATHANOR_BRIDGE_UNREACHABLE" && error.getMessage.contains("127.0.0.1:1"))
    assert((System.nanoTime() - begun) / 1e9 < 12)
  }

  test("a bridge that went down after it was connected to") {
    val doomed = new TestBridge(tls)
    val connected = connect("url" -> doomed.url, "token" -> doomed.token)
    doomed.close()
    val begun = System.nanoTime()
    assert(refusal(connected.put(matrix(Vectors.dense(1, 2)))).code == "ATHANOR_BRIDGE_UNREACHABLE")
    assert((System.nanoTime() - begun) / 1e9 < 60)
  }

  test("a bridge of another version") {
    import io.athanor.bridge.ClientVersion
    assert(refusal(ClientVersion.check("7.0.0")).code == "ATHANOR_VERSION_MISMATCH")
    assert(refusal(ClientVersion.check("0.2.0")).code == "ATHANOR_VERSION_MISMATCH")
    ClientVersion.check("0.1.9")
  }

  test("ragged rows: part, row and both widths are named") {
    val error = refusal(athanor.put(matrix(Vectors.dense(1, 2), Vectors.dense(3, 4), Vectors.dense(5, 6, 7))))
    assert(error.code == "ATHANOR_BAD_BATCH")
    assert(error.getMessage.contains("part 1, row 1 has 3 columns; the matrix has 2"))
  }

  test("a null row, first or later") {
    assert(refusal(athanor.put(matrix(null, Vectors.dense(1)))).code == "ATHANOR_NULL_VALUE")
    assert(refusal(athanor.put(matrix(Vectors.dense(1), Vectors.dense(2), null))).code == "ATHANOR_NULL_VALUE")
    val indexed = Seq(IndexedRow(0, Vectors.dense(1)), IndexedRow(1, null))
    val error = refusal(athanor.put(new IndexedRowMatrix(spark.sparkContext.parallelize(indexed, 1))))
    assert(error.code == "ATHANOR_NULL_VALUE" && error.getMessage.contains("index 1"))
  }

  test("NaN") {
    val error = refusal(athanor.truncatedSVD(matrix(Vectors.dense(1, 2), Vectors.dense(Double.NaN, 4)), 1))
    assert(error.code == "ATHANOR_NOT_FINITE")
  }

  test("no rows") {
    val none = new RowMatrix(spark.sparkContext.parallelize(Seq.empty[Vector], 2))
    assert(refusal(athanor.put(none)).code == "ATHANOR_INVALID_ARGUMENT")
  }

  test("duplicate and negative indices") {
    def indexed(indices: Long*) = new IndexedRowMatrix(
      spark.sparkContext.parallelize(indices.map(IndexedRow(_, Vectors.dense(1, 2))), 2)
    )
    assert(refusal(athanor.put(indexed(0, 3, 3))).code == "ATHANOR_BAD_INDEX")
    assert(refusal(athanor.put(indexed(0, -3, 4))).code == "ATHANOR_BAD_INDEX")
  }

  test("an index beyond the declared rows") {
    val rows = spark.sparkContext.parallelize(Seq(IndexedRow(7, Vectors.dense(1))), 1)
    assert(refusal(athanor.put(new IndexedRowMatrix(rows, 5, 1))).code == "ATHANOR_BAD_INDEX")
  }

  test("a fault of the user's own code is told as Spark tells it") {
    val rows = spark.sparkContext.parallelize(1 to 10, 2).map(i => if (i == 9) sys.error("mine") else Vectors.dense(i))
    val error = intercept[org.apache.spark.SparkException](athanor.put(new RowMatrix(rows)))
    assert(error.getMessage.contains("mine"))
  }

  test("an unknown routine") {
    val handle = athanor.put(Samples.rowMatrix(spark.sparkContext, 5, 2))
    assert(refusal(athanor.run("rowwise.nothing", Map("a" -> handle))).code == "ATHANOR_UNKNOWN_ROUTINE")
    handle.drop()
  }
}
