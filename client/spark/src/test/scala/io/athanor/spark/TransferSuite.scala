package io.athanor.spark

import io.athanor.spark.support.{Samples, SparkBridgeSuite}
import io.athanor.spark.upload.PutOptions
import org.apache.spark.ml.linalg.{Vector => MLVector}
import org.apache.spark.mllib.linalg.Vectors
import org.apache.spark.mllib.linalg.distributed.{IndexedRow, IndexedRowMatrix, RowMatrix}

/** What goes to the bridge comes back as it was, whatever way it takes. */
abstract class TransferSuite(way: String) extends SparkBridgeSuite {
  override protected def dataPath: String = way

  test("indexed rows come back with their indices, bit for bit") {
    val matrix = Samples.indexed(spark.sparkContext, 500, 9, step = 3)
    val back = athanor.put(matrix).toIndexedRowMatrix()
    assert(Samples.collect(back) == Samples.collect(matrix))
    assert(back.numRows() == matrix.numRows() && back.numCols() == 9)
  }

  test("plain rows come back in their order, over many batches and partitions") {
    val rows = spark.sparkContext.range(0, 9000, 1, 4).map(i => Vectors.dense(Array.tabulate(300)(j => i * 1000.0 + j)))
    val handle = athanor.put(new RowMatrix(rows))
    assert(handle.numRows == 9000 && handle.numCols == 300)
    val back = handle.toRowMatrix().rows
    assert(back.getNumPartitions > 1)
    assert(back.zip(back).count() == 9000) // It can be computed again.
    assert(back.map(_(7)).collect().toSeq == (0 until 9000).map(_ * 1000.0 + 7))
  }

  test("empty partitions, one column, one row") {
    val few = spark.sparkContext.parallelize(Seq(IndexedRow(4, Vectors.dense(2.5))), 5)
    val handle = athanor.put(new IndexedRowMatrix(few))
    assert(handle.numRows == 5 && Samples.collect(handle.toIndexedRowMatrix()) == Map(4L -> Vectors.dense(2.5)))
    assert(handle.toLocalMatrix().toArray.toSeq == Seq(0, 0, 0, 0, 2.5))
  }

  test("a DataFrame of index and vector") {
    val frame = athanor.put(Samples.indexed(spark.sparkContext, 30, 2)).toDF()
    assert(frame.columns.toSeq == Seq("index", "row") && frame.count() == 30)
    assert(frame.where("index = 29").head().getAs[MLVector]("row").size == 2)
  }

  test("named matrices stay until they are dropped, and are found by name") {
    val sent = athanor.put(Samples.rowMatrix(spark.sparkContext, 20, 3), PutOptions(name = Some(s"kept-$way")))
    assert(athanor.matrix(s"kept-$way").id == sent.id)
    assert(athanor.matrices().map(_.name) == Seq(Some(s"kept-$way")))
    sent.drop()
  }
}

class TransferDirectSuite extends TransferSuite("direct")
class TransferBridgeSuite extends TransferSuite("bridge")
class TransferAutoSuite extends TransferSuite("auto")
