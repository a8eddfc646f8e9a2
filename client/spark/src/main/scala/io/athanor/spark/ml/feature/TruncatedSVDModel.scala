package io.athanor.spark.ml.feature

import org.apache.spark.ml.Model
import org.apache.spark.ml.linalg.{DenseMatrix, DenseVector, Vector}
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.util.{DefaultParamsReadable, DefaultParamsWritable, MLReader, MLWriter}
import org.apache.spark.sql.{DataFrame, Dataset, Row}
import org.apache.spark.sql.functions.{col, udf}
import org.apache.spark.sql.types.StructType

/**
 * @param v right singular vectors, one a column
 * @param s singular values, descending
 * @param u (id, u): a left singular row for each of the training data; only where idCol was set, and only while the
 *   application runs: it is read from the bridge
 */
class TruncatedSVDModel private[feature] (
    override val uid: String,
    val v: DenseMatrix,
    val s: DenseVector,
    val u: Option[DataFrame]
) extends Model[TruncatedSVDModel] with TruncatedSVDParams with DefaultParamsWritable {

  /** What the reader of Params makes, before it has read the rest. */
  private[feature] def this(uid: String) = this(uid, null, null, None)

  def setInputCol(value: String): this.type = set(inputCol, value)
  def setOutputCol(value: String): this.type = set(outputCol, value)

  override def transform(dataset: Dataset[_]): DataFrame = {
    transformSchema(dataset.schema, logging = true)
    val transposed = v.transpose
    val project = udf((row: Vector) => transposed.multiply(row))
    dataset.withColumn($(outputCol), project(col($(inputCol))))
  }

  override def transformSchema(schema: StructType): StructType = withOutput(schema)

  override def copy(extra: ParamMap): TruncatedSVDModel =
    copyValues(new TruncatedSVDModel(uid, v, s, u), extra).setParent(parent)

  private def withData(v: DenseMatrix, s: DenseVector): TruncatedSVDModel =
    copyValues(new TruncatedSVDModel(uid, v, s, None))

  override def write: MLWriter = new TruncatedSVDModel.Writer(this, super.write)
}

object TruncatedSVDModel extends DefaultParamsReadable[TruncatedSVDModel] {
  override def load(path: String): TruncatedSVDModel = super.load(path)

  override def read: MLReader[TruncatedSVDModel] = new Reader(super.read)

  private def dataPath(path: String): String = s"$path/data"

  /** Params as spark.ml writes them, and beside them v and s. */
  private class Writer(model: TruncatedSVDModel, params: MLWriter) extends MLWriter {
    override protected def saveImpl(path: String): Unit = {
      params.session(sparkSession).save(path)
      sparkSession.createDataFrame(Seq((model.v, model.s))).toDF("v", "s").repartition(1).write.parquet(dataPath(path))
    }
  }

  private class Reader(params: MLReader[TruncatedSVDModel]) extends MLReader[TruncatedSVDModel] {
    override def load(path: String): TruncatedSVDModel = {
      val bare = params.session(sparkSession).load(path)
      sparkSession.read.parquet(dataPath(path)).select("v", "s").head() match {
        case Row(v: DenseMatrix, s: DenseVector) => bare.withData(v, s)
      }
    }
  }
}
