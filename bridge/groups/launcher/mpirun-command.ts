/** What becomes an mpirun call: `ranks` Node processes on this host over shared memory. */
export interface MpirunOptions {
  ranks: number;
  /** Open MPI's session and shared-memory files go here, so that they vanish with it. */
  sessionDir: string;
  program: string[];
}

/** Arguments for Open MPI's mpirun. */
export function mpirunArguments({ ranks, sessionDir, program }: MpirunOptions): string[] {
  return [
    ...["-n", String(ranks), "--oversubscribe"],
    // Rows and BLAS threads are placed by the bridge's rank count, not by Open MPI's idea of slots.
    ...["--bind-to", "none"],
    // Ranks talk over shared memory alone: no TCP transport and so none of its ports.
    ...["--mca", "pml", "ob1", "--mca", "btl", "self,vader"],
    // A rank that waits for another gives its core to whoever can use it: stores, the bridge, the caller itself.
    ...["--mca", "mpi_yield_when_idle", "1"],
    // Not /dev/shm: a killed rank's segment would stay there.
    ...["--mca", "btl_vader_backing_directory", sessionDir],
    // Containers often forbid process_vm_readv; without it Open MPI complains and copies anyway.
    ...["--mca", "btl_vader_single_copy_mechanism", "none"],
    // mpirun's own control channel. It has no way to listen on loopback only (open-mpi/ompi#14441), but it
    // announces nothing else, and no daemon on another host is ever started.
    ...["--mca", "plm", "isolated", "--mca", "oob_tcp_if_include", "lo"],
    ...program,
  ];
}

/** What Open MPI and BLAS need in the environment of every rank. */
export function mpirunEnvironment(sessionDir: string): Record<string, string> {
  return {
    TMPDIR: sessionDir,
    // Containers run as root; the ranks do nothing that needs it, and nothing that it makes worse.
    OMPI_ALLOW_RUN_AS_ROOT: "1",
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
    // One BLAS thread a rank: ranks are as many as cores already.
    OPENBLAS_NUM_THREADS: "1",
    OMP_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
    BLIS_NUM_THREADS: "1",
    // Workspace comes in pages of 2 MiB where the system has them for who asks: a job gives its workspace back at its end, so
    // that every job pays for new pages, which is some 500 times fewer.
    GLIBC_TUNABLES: [process.env.GLIBC_TUNABLES, "glibc.malloc.hugetlb=1"].filter(Boolean).join(":"),
  };
}
