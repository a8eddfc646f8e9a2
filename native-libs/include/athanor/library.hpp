/*
 * What a library of routines written in C++ needs beyond the C ABI of library.h: header-only, no other
 * dependency than MPI. Everything here is for the one thread that calls athanor_run_routine().
 */
#ifndef ATHANOR_LIBRARY_HPP
#define ATHANOR_LIBRARY_HPP

#include "athanor/collective.hpp" // agree, cancelled_anywhere, allreduce_sum, broadcast
#include "athanor/error.hpp"      // Error, Cancelled
#include "athanor/library.h"      // the C ABI
#include "athanor/matrix.hpp"     // Rows<T>, Input<T>, Output<T>, with_dtype
#include "athanor/routine.hpp"    // param<T>, dispatch

#endif
