package io.athanor.spark.bench

import scala.util.Try

import dev.ludovic.netlib.arpack.NativeARPACK
import dev.ludovic.netlib.blas.NativeBLAS
import dev.ludovic.netlib.lapack.NativeLAPACK
import org.apache.spark.mllib.linalg.{DenseMatrix, DenseVector, Matrix, Vector}
import org.netlib.util.intW

/** The system's BLAS, LAPACK and ARPACK, as MLlib itself finds them. */
object NativeLinearAlgebra {

  /** Class names; one whose native library is missing is left out: there MLlib would quietly go on in Java. */
  def facts: Seq[(String, Any)] = Seq(
    "blas" -> Try(NativeBLAS.getInstance()),
    "lapack" -> Try(NativeLAPACK.getInstance()),
    "arpack" -> Try(NativeARPACK.getInstance())
  ).map { case (name, found) => name -> found.toOption.map(_.getClass.getName) }

  /** The k largest eigenvalues of a symmetric matrix, descending, with their vectors: dsyevr for these alone. */
  def largestEigenpairs(matrix: Matrix, k: Int): (Vector, Matrix) = {
    val n = matrix.numRows
    val (values, vectors) = (new Array[Double](n), new Array[Double](n * n))
    val run = (work: Array[Double], iwork: Array[Int]) => {
      val (found, info) = (new intW(0), new intW(0))
      // format: off
      NativeLAPACK.getInstance().dsyevr("V", "I", "U", n, matrix.toArray.clone(), n, 0, 0, n - k + 1, n, 0, found,
        values, vectors, n, new Array[Int](2 * n), work, if (work.length == 1) -1 else work.length, iwork,
        if (work.length == 1) -1 else iwork.length, info)
      // format: on
      require(info.`val` == 0, s"dsyevr ended with info ${info.`val`}")
    }
    val (workSize, iworkSize) = (new Array[Double](1), new Array[Int](1))
    run(workSize, iworkSize)
    run(new Array[Double](workSize(0).toInt), new Array[Int](iworkSize(0)))
    val descending = (0 until k).reverse
    (
      new DenseVector(descending.map(values(_)).toArray),
      new DenseMatrix(n, k, descending.flatMap(j => vectors.slice(j * n, (j + 1) * n)).toArray)
    )
  }
}
