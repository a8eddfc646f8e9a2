package io.athanor.spark.ml.feature

import io.athanor.spark.Athanor
import io.athanor.spark.ml.Features
import io.athanor.spark.upload.{LabelledRows, PlainRows, PutOptions}
import org.apache.spark.ml.Estimator
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.util.{DefaultParamsReadable, DefaultParamsWritable, Identifiable}
import org.apache.spark.sql.Dataset
import org.apache.spark.sql.types.StructType

/**
 * The k largest singular values of a column of vectors. The model gives each row's coordinates along the right singular
 * vectors, x V, without centring; spark.ml itself has no such estimator.
 */
class TruncatedSVD(override val uid: String)
    extends Estimator[TruncatedSVDModel] with TruncatedSVDParams with DefaultParamsWritable {
  def this() = this(Identifiable.randomUID("truncatedSVD"))

  def setK(value: Int): this.type = set(k, value)
  def setInputCol(value: String): this.type = set(inputCol, value)
  def setOutputCol(value: String): this.type = set(outputCol, value)
  def setIdCol(value: String): this.type = set(idCol, value)

  override def fit(dataset: Dataset[_]): TruncatedSVDModel = {
    transformSchema(dataset.schema, logging = true)
    val athanor = Athanor.getOrCreate(dataset.sparkSession)
    val sent =
      if (isDefined(idCol))
        athanor.send(Features.labelled(dataset, $(inputCol), $(idCol)), LabelledRows, None, PutOptions())
      else athanor.send(Features.rows(dataset, $(inputCol)), PlainRows, None, PutOptions())
    try {
      val svd = athanor.truncatedSVD(sent, $(k), computeU = isDefined(idCol))
      val u = Option(svd.U).map(_.toDF().toDF("id", "u"))
      copyValues(new TruncatedSVDModel(uid, svd.V.asML.toDense, svd.s.asML.toDense, u).setParent(this))
    } finally sent.drop()
  }

  override def transformSchema(schema: StructType): StructType = withOutput(schema)
  override def copy(extra: ParamMap): TruncatedSVD = defaultCopy(extra)
}

object TruncatedSVD extends DefaultParamsReadable[TruncatedSVD] {
  override def load(path: String): TruncatedSVD = super.load(path)
}
