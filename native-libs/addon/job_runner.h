// One job from its description to its outcome, together with the other ranks. MPI thread only.
#pragma once

#include <atomic>

#include "events.h"
#include "job.h"
#include "library_loader.h"
#include "mpi_session.h"

namespace athanor_host {

// Collective over the group. `library` is null where this rank has none of that name. Never throws; when it returns,
// what the job mapped, opened and allocated here is released, and files it wrote are gone unless the job succeeded.
Outcome run_job(MpiSession &session, const Library *library, const Job &job, JobEvents &events,
                const std::atomic<bool> &cancelled);

} // namespace athanor_host
