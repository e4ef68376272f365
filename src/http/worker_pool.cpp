// The threads of a pool: one queue, one lock; the jobs are whole requests, so the lock is never the
// bottleneck.
#include "http/worker_pool.hpp"

#include <utility>

namespace http {

WorkerPool::WorkerPool(int workers, std::size_t queue_max) : workers_(workers), queue_max_(queue_max) {}

void WorkerPool::finish() {
    close();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

void WorkerPool::start() {
    for (int i = 0; i < workers_; ++i) threads_.emplace_back([this] { work(); });
}

bool WorkerPool::submit(std::function<void()> job) {
    {
        std::lock_guard const lock(mutex_);
        // A job that a free worker is about to take does not wait.
        if (closed_ || queue_.size() >= queue_max_ + free_) return false;
        queue_.push_back(std::move(job));
    }
    work_.notify_one();
    return true;
}

std::size_t WorkerPool::waiting() const {
    std::lock_guard const lock(mutex_);
    return queue_.size();
}

void WorkerPool::close() {
    std::deque<std::function<void()>> dropped;
    {
        std::lock_guard const lock(mutex_);
        closed_ = true;
        dropped.swap(queue_);
    }
    work_.notify_all();
}

void WorkerPool::work() {
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            ++free_;
            work_.wait(lock, [this] { return closed_ || !queue_.empty(); });
            --free_;
            if (queue_.empty()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        job();
    }
}

}  // namespace http
