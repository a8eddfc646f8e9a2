package io.athanor.spark

import java.util.UUID

import io.athanor.AthanorException
import io.athanor.bridge.{Bridge, JobProgress, JobWatch, Json, MatrixInfo}
import io.athanor.spark.matrix.DeclaredSize
import io.athanor.spark.upload.{IndexedRows, LocalUpload, PlainRows, PointFeatures, PointLabels, PutOptions, RowShape}
import io.athanor.spark.upload.{Scouted, Sink, SparseGuard, Upload}
import org.apache.spark.mllib.linalg.{Matrix, Vector}
import org.apache.spark.mllib.linalg.distributed.{
  BlockMatrix,
  CoordinateMatrix,
  IndexedRow,
  IndexedRowMatrix,
  RowMatrix
}
import org.apache.spark.mllib.regression.LabeledPoint
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.SparkSession

/**
 * A bridge, seen from a Spark application.
 * @example {{{
 * val athanor = Athanor.getOrCreate(spark)
 * val svd = athanor.truncatedSVD(matrix, 20)
 * }}}
 */
final class Athanor private (val spark: SparkSession, conf: AthanorConf) extends MLlibOperations {
  private[spark] val bridge = new Bridge(conf.address)
  @volatile private var chosenPath: Option[DataPath] = None

  /** Sends a matrix; each task streams its partition. @throws AthanorException, once, on the driver */
  def put(matrix: IndexedRowMatrix, options: PutOptions): MatrixHandle =
    send(matrix.rows, IndexedRows, DeclaredSize.rows(matrix), options)
  def put(matrix: RowMatrix, options: PutOptions): MatrixHandle =
    send(matrix.rows, PlainRows, DeclaredSize.rows(matrix), options)
  def put(matrix: CoordinateMatrix, options: PutOptions): MatrixHandle = put(matrix.toIndexedRowMatrix(), options)
  def put(matrix: BlockMatrix, options: PutOptions): MatrixHandle = put(matrix.toIndexedRowMatrix(), options)

  def put(matrix: IndexedRowMatrix): MatrixHandle = put(matrix, PutOptions())
  def put(matrix: RowMatrix): MatrixHandle = put(matrix, PutOptions())
  def put(matrix: CoordinateMatrix): MatrixHandle = put(matrix, PutOptions())
  def put(matrix: BlockMatrix): MatrixHandle = put(matrix, PutOptions())

  /** A local matrix, from the driver. */
  def put(matrix: Matrix): MatrixHandle = handle(LocalUpload.run(bridge, matrix))

  /** A matrix that is on the bridge, by its name or id. */
  def matrix(nameOrId: String): MatrixHandle = handle(bridge.matrix(nameOrId))

  /** All sealed matrices of this user. */
  def matrices(): Seq[MatrixInfo] = bridge.listMatrices()

  /**
   * Where the `k` largest singular triplets of a rows x cols matrix in Spark are had soonest, by the bridge's rates; nothing is
   * computed. @throws AthanorException ATHANOR_INVALID_ARGUMENT for a matrix without entries, or `k` beyond its shorter side
   */
  def advise(rows: Long, cols: Int, k: Int): Advice =
    Advice.parse(bridge.advise(Json.of("rows" -> rows, "cols" -> cols, "k" -> k, "from" -> "spark")))

  /**
   * Runs any routine that the bridge has (docs/routines.md) and waits for it. An interrupt of the waiting thread
   * cancels it, and so does who cancels the Spark job that shows it.
   * @param outputs names for what comes out; what gets none is a temporary
   */
  def run(
      routine: String,
      inputs: Map[String, MatrixHandle],
      params: Map[String, Any] = Map.empty,
      outputs: Map[String, String] = Map.empty
  ): RunResult = {
    val request = Json.of(
      "routine" -> routine,
      "inputs" -> inputs.map { case (input, handle) => input -> handle.id },
      "params" -> params,
      "outputs" -> outputs,
      // A repeat after a lost answer is the same job; another call is another one.
      "key" -> UUID.randomUUID.toString,
      "ttlMs" -> (if (outputs.isEmpty) Some(Lifetime.TemporaryTtlMs) else None)
    )
    val bar = new ProgressBar(spark.sparkContext, routine)
    val job = JobWatch.submit(bridge, request)
    val mark = new SparkJobMark(spark.sparkContext, bridge, job, routine)
    val show = (progress: JobProgress) => { bar.update(progress); mark.update(progress) }
    try new RunResult(JobWatch.await(bridge, job, show), handle)
    finally bar.clear()
  }

  private[spark] def send[T](
      rows: RDD[T],
      shape: RowShape[T],
      declared: Option[Long],
      options: PutOptions
  ): MatrixHandle = {
    val scouted = Scouted.of(rows)
    val first = vectorOf(scouted, shape)
    SparseGuard.check(bridge, rows.map(row => if (row == null) null else shape.vector(row)), first)
    // As MLlib's own numCols.
    val sinks = Seq(Sink(shape, first.size))
    handle(new Upload(bridge, rows, sinks, declared, scouted.partRows, options, path(_)).run().head)
  }

  /** Features and labels as two matrices with the same rows in the same order: both are taken from one pass. */
  private[spark] def sendLabelled(rows: RDD[LabeledPoint]): (MatrixHandle, MatrixHandle) = {
    val scouted = Scouted.of(rows)
    val first = vectorOf(scouted, PointFeatures)
    SparseGuard.check(bridge, rows.map(point => if (point == null) null else point.features), first)
    val sinks = Seq[Sink[LabeledPoint]](Sink(PointFeatures, first.size), Sink(PointLabels, 1))
    val upload = new Upload(bridge, rows, sinks, None, scouted.partRows, PutOptions(), path(_))
    val Seq(features, labels) = upload.run().map(handle)
    (features, labels)
  }

  private def vectorOf[T](scouted: Scouted[T], shape: RowShape[T]): Vector =
    Option(scouted.first).map(shape.vector).filter(_ != null).getOrElse(
      throw new AthanorException("ATHANOR_NULL_VALUE", "the first row is null; fill or drop nulls first")
    )

  private def handle(info: MatrixInfo): MatrixHandle = new MatrixHandle(this, info)

  /** How tasks reach the stores: found out once. */
  private[spark] def path(stores: Seq[String]): DataPath = synchronized {
    val path = chosenPath.getOrElse(DataPath.choose(spark.sparkContext, conf, stores))
    if (stores.nonEmpty) chosenPath = Some(path)
    path
  }

  /** The driver's own way, for what is small. */
  private[spark] def throughBridge: DataPath = DataPath.throughBridge(conf.address)
}

object Athanor {
  private var current: Option[(AthanorConf, Athanor)] = None

  /**
   * The client of the bridge that spark.athanor.url names.
   * @throws AthanorException within ten seconds: ATHANOR_NO_BRIDGE, ATHANOR_BRIDGE_UNREACHABLE,
   *   ATHANOR_UNAUTHENTICATED, ATHANOR_VERSION_MISMATCH
   */
  def getOrCreate(spark: SparkSession): Athanor = synchronized {
    val conf = AthanorConf.read(spark)
    current match {
      case Some((`conf`, athanor)) if athanor.spark.sparkContext eq spark.sparkContext => athanor
      case _ =>
        val athanor = new Athanor(spark, conf)
        athanor.bridge.checkVersion()
        spark.sparkContext.addSparkListener(new ReleaseAtEnd(athanor.bridge))
        current = Some((conf, athanor))
        athanor
    }
  }
}
