// WorkerPool: a fixed number of threads and a bounded queue; when the queue is full the caller is told at
// once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace http {

class WorkerPool {
  public:
    WorkerPool(int workers, std::size_t queue_max);
    ~WorkerPool() { finish(); }
    WorkerPool(WorkerPool const&) = delete;
    WorkerPool& operator=(WorkerPool const&) = delete;

    void start();
    /// False when `queue_max` jobs already wait, or the pool is closed; the job is then not run. A job must
    /// not throw.
    [[nodiscard]] bool submit(std::function<void()> job);
    /// Takes no more jobs and drops those that have not begun. Does not wait.
    void close();
    /// Closes, and waits for the jobs that run.
    void finish();
    /// Jobs that no worker has taken yet.
    std::size_t waiting() const;

  private:
    void work();

    int const workers_;
    std::size_t const queue_max_;
    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::deque<std::function<void()>> queue_;
    std::size_t free_ = 0;  // workers that wait for a job
    bool closed_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace http
