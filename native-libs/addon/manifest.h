// What the host itself reads of a library's manifest. JavaScript thread: it has the JSON parser.
#pragma once

#include <napi.h>

#include "host_info.h"

namespace athanor_host {

// Fills in the name and routines of each library; moves those whose manifest is no such document, whose ABI is not
// this host's, or whose name is taken to `refused`. What the bridge reads of a manifest is checked by the bridge.
void keep_valid_manifests(Napi::Env env, HostInfo &info);

} // namespace athanor_host
