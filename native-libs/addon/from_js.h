// The transfer types of native.ts to C++ structs. JavaScript thread only.
#pragma once

#include <napi.h>

#include "job.h"

namespace athanor_host {

// Throws Napi::TypeError "Expected job.inputs[0].rows to be an integer".
Job job_from_js(Napi::Value value);

} // namespace athanor_host
