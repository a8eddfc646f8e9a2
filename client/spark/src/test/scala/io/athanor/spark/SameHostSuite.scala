package io.athanor.spark

import java.nio.file.{Files, Paths}

import io.athanor.bridge.{Json, SameHostOffer, UploadTarget}
import io.athanor.spark.support.{Samples, SparkBridgeSuite}
import io.athanor.spark.upload.{FlightSender, HostFileSender, PartDescriptor, PartWriter, RowSender}
import io.athanor.wire.{Channels, PutStream}
import org.apache.spark.mllib.linalg.{Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.{IndexedRowMatrix, RowMatrix}
import org.apache.spark.storage.StorageLevel

/** Part files that tasks write themselves: no bit differs from what the stream brings, and without them the stream does. */
class SameHostSuite extends SparkBridgeSuite {
  private val cols = 300
  private def rows = Samples.rows(700, cols).zipWithIndex.map { case (row, i) => if (i % 3 == 0) row.toSparse else row }

  test("one part, with indices and without: the receipt of the files is that of the stream, dense and sparse rows") {
    for (indexed <- Seq(true, false); declared <- Seq(None, Some(700L))) {
      val target = open(indexed)
      val files = HostFileSender.open(start(target), descriptor(target, "files", declared), target.sameHost.get, cols)
      val stream = new FlightSender(start(target), descriptor(target, "stream", declared), indexed, cols)
      val Seq(ours, theirs) = Seq(files.get, stream).map(send(_, indexed, declared))
      assert(Json.parse(ours).path("rows").asInt == 700)
      assert(Json.parse(ours).path("digest") == Json.parse(theirs).path("digest"))
      bridge.client.abortMatrix(target.matrixId)
    }
  }

  test("a matrix, by files and by the stream, read from memory or computed: one digest") {
    val indexed = Samples.indexed(spark.sparkContext, 900, 70, step = 2)
    val cached = new IndexedRowMatrix(indexed.rows.persist(StorageLevel.MEMORY_ONLY))
    cached.rows.count()
    val found = for (way <- Seq("auto", "direct", "bridge"); matrix <- Seq(indexed, cached)) yield digest(way, matrix)
    cached.rows.unpersist(blocking = true)
    assert(found.distinct.size == 1)
  }

  test("who does not see the directory, or another one of that name, opens no file") {
    val target = open(indexed = false)
    val offer = target.sameHost.get
    val others = Seq(offer.copy(directory = "/nowhere"), offer.copy(probe = "m"), offer.copy(sha256 = "0" * 64))
    for (other <- others) assert(openFiles(target, other).isEmpty)
    bridge.client.abortMatrix(target.matrixId)
  }

  test("what is given up leaves nothing that seals, and a part may be sent again") {
    val target = open(indexed = false)
    val lost = openFiles(target, target.sameHost.get).get
    lost.addDense(-1, new Array[Double](cols))
    lost.send()
    lost.giveUp(new RuntimeException("on purpose"))
    send(openFiles(target, target.sameHost.get, "again").get, indexed = false, None)
    val sealed_ = bridge.client.sealMatrix(Json.of("matrix" -> target.matrixId, "parts" -> 1, "rows" -> 700))
    assert(sealed_.rows == 700)
    bridge.client.dropMatrix(target.matrixId)
  }

  test("rows that are more or fewer than they were when they were counted are refused") {
    val row = Vectors.dense(1)
    for ((sent, expected) <- Seq(3 -> 2L, 1 -> 2L)) {
      val target = open(indexed = false, width = 1)
      val put = descriptor(target, "a", Some(expected))
      val writer = new PartWriter(() => new FlightSender(start(target), put, false, 1), false, 1, "p", Some(expected))
      val error = refusal { (0 until sent).foreach(_ => writer.add(-1, row)); writer.finish() }
      assert(error.code == "ATHANOR_ATTEMPTS_DIFFER")
      bridge.client.abortMatrix(target.matrixId)
    }
  }

  test("where the proof is refused the rows go on the stream, and nobody notices") {
    val matrix = new RowMatrix(spark.sparkContext.parallelize(rows, 3))
    val before = digestOf(athanor.put(matrix))
    val offer = open(indexed = false)
    val probe = Paths.get(offer.sameHost.get.directory, offer.sameHost.get.probe)
    val text = Files.readAllBytes(probe)
    Files.delete(probe)
    try assert(digestOf(athanor.put(matrix)) == before)
    finally Files.write(probe, text)
    bridge.client.abortMatrix(offer.matrixId)
  }

  private def open(indexed: Boolean, width: Int = cols): UploadTarget = {
    val rowIndex = if (indexed) "positions" else "none"
    bridge.client.createMatrix(Json.of("cols" -> width, "dtype" -> "float64", "rowIndex" -> rowIndex))
  }

  private def openFiles(target: UploadTarget, offer: SameHostOffer, attempt: String = "a"): Option[HostFileSender] =
    HostFileSender.open(start(target), descriptor(target, attempt, None), offer, cols)

  private def start(target: UploadTarget): () => PutStream =
    () => Channels.toStore(bridge.client.address, target.stores.head).doPut(() => false)

  private def descriptor(target: UploadTarget, attempt: String, rows: Option[Long]): PartDescriptor =
    PartDescriptor(target.capability, 0, attempt, rows)

  private def send(sender: RowSender, indexed: Boolean, declared: Option[Long]): String = {
    val writer = new PartWriter(() => sender, indexed, cols, "part 0", declared)
    rows.zipWithIndex.foreach { case (row: Vector, i) =>
      writer.add(if (indexed) 2L * i else -1, row)
      if (writer.isBatchDue) writer.sendBatch()
    }
    writer.finish()
  }

  private def digest(way: String, matrix: IndexedRowMatrix): String =
    digestOf(connect("url" -> bridge.url, "token" -> bridge.token, "dataPath" -> way).put(matrix))

  private def digestOf(handle: MatrixHandle): String =
    try handle.info.digest.get
    finally handle.drop()
}
