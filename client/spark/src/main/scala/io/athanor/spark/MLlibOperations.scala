package io.athanor.spark

import io.athanor.spark.matrix.MatrixKind
import org.apache.spark.mllib.clustering.KMeansModel
import org.apache.spark.mllib.linalg.{Matrices, Matrix, QRDecomposition, SingularValueDecomposition, Vector, Vectors}
import org.apache.spark.mllib.linalg.distributed.BlockMatrix

/** What MLlib's distributed matrices compute, under MLlib's names and with its results' types. */
private[spark] trait MLlibOperations { athanor: Athanor =>

  /**
   * The k largest singular values with their vectors, as MLlib's computeSVD: those below rCond times the largest are
   * left out. U is read from the bridge only when it is used, so it is there unless it is unwanted.
   */
  def truncatedSVD[M, R](matrix: M, k: Int, computeU: Boolean = true, rCond: Double = 1e-9)(
      implicit kind: MatrixKind[M, R]
  ): SingularValueDecomposition[R, Matrix] =
    kind.withHandle(athanor, matrix) { a =>
      require(k > 0 && k <= a.numCols, s"Requested k singular values but got k=$k and numCols=${a.numCols}.")
      // A matrix of fewer rows has no more singular values than that; MLlib leaves out those that are zero.
      val run = athanor.run("rowwise.truncatedSvd", Map("a" -> a), Map("k" -> math.min(k.toLong, a.numRows)))
      val sigma = run.scalars("singularValues")
      val kept = sigma.takeWhile(_ >= rCond * sigma(0)).length
      val u = if (computeU) kind.rowwise(run.output("u"), kept) else null.asInstanceOf[R]
      val v = MLlibOperations.leading(run.output("v").toLocalMatrix(), kept)
      if (computeU) run.keep("u") else run.keep()
      SingularValueDecomposition(u, Vectors.dense(sigma.take(kept)), v)
    }

  /** n x k, a component a column. */
  def computePrincipalComponents[M, R](matrix: M, k: Int)(implicit kind: MatrixKind[M, R]): Matrix =
    computePrincipalComponentsAndExplainedVariance(matrix, k)._1

  /** The components, and the part of the whole variance that each explains. */
  def computePrincipalComponentsAndExplainedVariance[M, R](matrix: M, k: Int)(
      implicit kind: MatrixKind[M, R]
  ): (Matrix, Vector) =
    kind.withHandle(athanor, matrix) { a =>
      require(k > 0 && k <= a.numCols, s"k = $k out of range (0, n = ${a.numCols}]")
      val run = athanor.run("rowwise.pca", Map("a" -> a), Map("k" -> k))
      val components = run.output("components").toLocalMatrix()
      run.keep()
      (components, Vectors.dense(run.scalars("explainedVarianceRatio")))
    }

  /** A'A. */
  def computeGramianMatrix[M, R](matrix: M)(implicit kind: MatrixKind[M, R]): Matrix =
    local(matrix, "rowwise.gram", "gram")

  /** Of the columns, over m - 1. */
  def computeCovariance[M, R](matrix: M)(implicit kind: MatrixKind[M, R]): Matrix =
    local(matrix, "rowwise.covariance", "covariance")

  /** A = Q R; Q is null unless it is asked for, as in MLlib. */
  def tallSkinnyQR[M, R](matrix: M, computeQ: Boolean = false)(implicit
      kind: MatrixKind[M, R]
  ): QRDecomposition[R, Matrix] =
    kind.withHandle(athanor, matrix) { a =>
      val run = athanor.run("rowwise.thinQr", Map("a" -> a))
      val q = if (computeQ) kind.rowwise(run.output("q"), a.numCols) else null.asInstanceOf[R]
      val r = run.output("r").toLocalMatrix()
      if (computeQ) run.keep("q") else run.keep()
      QRDecomposition(q, r)
    }

  /** A B for a local B. */
  def multiply[M, R](matrix: M, b: Matrix)(implicit kind: MatrixKind[M, R]): R =
    kind.withHandle(athanor, matrix) { a =>
      require(a.numCols == b.numRows, s"Dimension mismatch: ${a.numCols} vs ${b.numRows}")
      val right = athanor.put(b)
      try kind.rowwise(athanor.run("rowwise.matmul", Map("a" -> a, "b" -> right)).output("product"), b.numCols)
      finally right.drop()
    }

  /**
   * Clusters of rows, by Euclidean distance; MLlib's model, with its trainingCost.
   * @param init k-means|| or random
   */
  def kmeans[M, R](
      matrix: M,
      k: Int,
      maxIterations: Int = 20,
      tol: Double = 1e-4,
      seed: Long = 1,
      init: String = "k-means||",
      initialSteps: Int = 2
  )(implicit kind: MatrixKind[M, R]): KMeansFit =
    kind.withHandle(athanor, matrix) { a =>
      val start = if (init == "random") "random" else "parallel"
      // MLlib's tol bounds how far a center moves, the routine's the square of that, over the variance.
      val params = Map(
        "k" -> k,
        "maxIterations" -> maxIterations,
        "tol" -> tol * tol,
        "init" -> start,
        "initialSteps" -> initialSteps,
        "seed" -> MLlibOperations.exactSeed(seed)
      )
      val run = athanor.run("rowwise.kmeans", Map("a" -> a), params)
      val centers = run.output("centers").toLocalMatrix().rowIter.toArray
      run.keep()
      KMeansFit(
        new KMeansModel(centers, "euclidean", run.scalar("inertia"), run.scalar("iterations").toInt),
        run.scalar("iterations").toInt
      )
    }

  /** A B, in blocks of A's rows and B's columns. */
  def multiply(left: BlockMatrix, right: BlockMatrix): BlockMatrix = {
    require(
      left.numCols() == right.numRows(),
      "The number of columns of A and the number of rows of B must be equal. " +
        s"A.numCols: ${left.numCols()}, B.numRows: ${right.numRows()}."
    )
    withBlocks(left)(a =>
      withBlocks(right)(b =>
        blocks(
          athanor.run("scalapack.matmul", Map("a" -> a, "b" -> b)).output("product"),
          left.rowsPerBlock,
          right.colsPerBlock
        )
      )
    )
  }

  def transpose(matrix: BlockMatrix): BlockMatrix = withBlocks(matrix)(a =>
    blocks(
      athanor.run("scalapack.transpose", Map("a" -> a)).output("transposed"),
      matrix.colsPerBlock,
      matrix.rowsPerBlock
    )
  )

  private def withBlocks[A](matrix: BlockMatrix)(body: MatrixHandle => A): A =
    MatrixKind.blocks.withHandle(athanor, matrix)(body)

  /** Read, and cut into blocks, when it is used. */
  private def blocks(result: MatrixHandle, rowsPerBlock: Int, colsPerBlock: Int): BlockMatrix =
    result.toIndexedRowMatrix().toBlockMatrix(rowsPerBlock, colsPerBlock)

  private def local[M, R](matrix: M, routine: String, output: String)(implicit kind: MatrixKind[M, R]): Matrix =
    kind.withHandle(athanor, matrix) { a =>
      val run = athanor.run(routine, Map("a" -> a))
      val result = run.output(output).toLocalMatrix()
      run.keep()
      result
    }
}

private object MLlibOperations {

  /** Spark's seeds are hashes of 64 bits; JSON's numbers are exact to 53. */
  def exactSeed(seed: Long): Long = seed & ((1L << 52) - 1)

  def leading(matrix: Matrix, cols: Int): Matrix =
    Matrices.dense(matrix.numRows, cols, matrix.toArray.take(matrix.numRows * cols))
}
