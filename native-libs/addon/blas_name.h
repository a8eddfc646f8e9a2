// Which BLAS the libraries were linked with, and on which CPU: both belong to a job's record.
#pragma once

#include <string>
#include <vector>

#include "library_loader.h"

namespace athanor_host {

// As the BLAS names itself (OpenBLAS does), else the file it was loaded from; "none" where no library uses one.
std::string blas_name(const std::vector<Library> &libraries);
std::string cpu_name();

} // namespace athanor_host
