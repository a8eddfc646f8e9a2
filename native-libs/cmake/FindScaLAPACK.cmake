# ScaLAPACK::ScaLAPACK, built for the MPI in use. ScaLAPACK_ROOT and CMAKE_PREFIX_PATH are looked at first.
find_library(ScaLAPACK_LIBRARY NAMES scalapack-openmpi scalapack mkl_scalapack_lp64)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ScaLAPACK REQUIRED_VARS ScaLAPACK_LIBRARY)
if(ScaLAPACK_FOUND AND NOT TARGET ScaLAPACK::ScaLAPACK)
  add_library(ScaLAPACK::ScaLAPACK UNKNOWN IMPORTED)
  set_target_properties(ScaLAPACK::ScaLAPACK PROPERTIES IMPORTED_LOCATION "${ScaLAPACK_LIBRARY}")
endif()
