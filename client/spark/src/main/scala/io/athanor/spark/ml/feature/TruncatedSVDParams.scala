package io.athanor.spark.ml.feature

import org.apache.spark.ml.linalg.SQLDataTypes.VectorType
import org.apache.spark.ml.param.{IntParam, Param, Params, ParamValidators}
import org.apache.spark.ml.param.shared.{HasInputCol, HasOutputCol}
import org.apache.spark.sql.types.{StructField, StructType}

/** Params of TruncatedSVD and its model; those that PCA has too are called as there. */
private[feature] trait TruncatedSVDParams extends Params with HasInputCol with HasOutputCol {
  final val k: IntParam = new IntParam(this, "k", "the number of singular values (> 0)", ParamValidators.gt(0))

  final val idCol: Param[String] =
    new Param[String](this, "idCol", "a bigint column with a number of its own for each row; the model's u then has it")

  def getK: Int = $(k)
  def getIdCol: String = $(idCol)

  protected def withOutput(schema: StructType): StructType = {
    val found = schema($(inputCol)).dataType
    require(
      found == VectorType,
      s"Column ${$(inputCol)} must be of type vector but was actually ${found.catalogString}."
    )
    require(!schema.fieldNames.contains($(outputCol)), s"Output column ${$(outputCol)} already exists.")
    StructType(schema.fields :+ StructField($(outputCol), VectorType, nullable = false))
  }
}
