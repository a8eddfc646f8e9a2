/**
 * What Athanor needs from the system, as data: how it is found, why it is needed, and the Debian packages that bring it.
 * `libraries` are found by CMake, with the same questions as the native build asks; `programs` on PATH.
 */

/** @typedef {"always" | "tests" | "spark" | "demo" | "demo-spark"} Purpose */

/**
 * @typedef {object} Need
 * @property {string} name
 * @property {string} why
 * @property {string[]} packages of Debian and Ubuntu
 * @property {Purpose[]} when any of these is asked for
 * @property {string[]} [programs] all of them must be on PATH
 * @property {"mpi" | "blas" | "lapack" | "zlib" | "scalapack" | "slepc"} [library]
 * @property {boolean} [optional] the build goes on without it, and says what is missing then
 * @property {string} [file] must exist
 * @property {string} [pythonModule] importable by python3
 * @property {string[]} [sharedLibraries] can be loaded by these names when a program runs
 */

export const fashionMnist = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";

/** @type {Need[]} */
export const needs = [
  { name: "g++", why: "compiles the native addon", packages: ["g++"], when: ["always"], programs: ["g++", "gcc"] },
  { name: "make", why: "runs the native build", packages: ["make"], when: ["always"], programs: ["make"] },
  { name: "cmake", why: "configures the native build", packages: ["cmake"], when: ["always"], programs: ["cmake"] },
  {
    name: "python3",
    why: "node-gyp builds SQLite's addon with it",
    packages: ["python3"],
    when: ["always"],
    programs: ["python3"],
  },
  {
    name: "MPI",
    why: "ranks of the compute groups talk by it",
    packages: ["openmpi-bin", "libopenmpi-dev"],
    when: ["always"],
    programs: ["mpirun", "mpicc"],
    library: "mpi",
  },
  { name: "BLAS", why: "matrix products", packages: ["libopenblas-serial-dev"], when: ["always"], library: "blas" },
  {
    name: "LAPACK",
    why: "small dense factorisations",
    packages: ["libopenblas-serial-dev"],
    when: ["always"],
    library: "lapack",
  },
  { name: "zlib", why: "digests of part files", packages: ["zlib1g-dev"], when: ["always"], library: "zlib" },
  {
    name: "ScaLAPACK",
    why: "the library of routines `scalapack`: dense factorisations over all ranks",
    packages: ["libscalapack-openmpi-dev"],
    when: ["always"],
    library: "scalapack",
    optional: true,
  },
  {
    name: "SLEPc",
    why: "the library of routines `slepc`: the independent check on our singular values",
    packages: ["slepc-dev"],
    when: ["always"],
    library: "slepc",
    optional: true,
  },
  {
    name: "Python's venv",
    why: "what the tests compare with lives in build/venv, and each Spark in one of its own",
    packages: ["python3-venv"],
    when: ["tests", "spark", "demo-spark"],
    pythonModule: "ensurepip",
  },
  {
    name: "a JDK",
    why: "compiles the jars for Spark, and runs Spark",
    packages: ["openjdk-17-jdk-headless"],
    when: ["spark", "demo-spark"],
    programs: ["javac", "java"],
  },
  {
    name: "ARPACK",
    why: "MLlib, which the bench compares with, computes natively with it, BLAS and LAPACK",
    packages: ["libarpack2"],
    when: ["spark"],
    sharedLibraries: ["libarpack.so.2", "liblapack.so.3", "libblas.so.3"],
    optional: true,
  },
  { name: "Maven", why: "builds the jars for Spark", packages: ["maven"], when: ["spark"], programs: ["mvn"] },
  {
    name: "Fashion-MNIST",
    why: "the demo's data, and real data for tests of regression and classification",
    packages: ["dataset-fashion-mnist"],
    when: ["tests", "demo"],
    file: fashionMnist,
  },
];
