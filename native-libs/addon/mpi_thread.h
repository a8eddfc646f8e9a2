// The one thread of the process that calls MPI, libraries and kernels.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace athanor_host {

class MpiThread {
 public:
  MpiThread();
  // Queues a task. It sleeps on a condition variable between tasks: an idle rank takes no CPU.
  void post(std::function<void()> task);
  // Joins the thread after the tasks queued so far. Without it the thread lives until the process ends, which may
  // be in the middle of a kernel: an MpiThread is never destroyed.
  void join();

 private:
  void loop();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool closing_ = false;
  std::thread thread_; // last: it uses the members above from its first moment
};

} // namespace athanor_host
