// Transport: what carries an envelope away. To a folder for tests and the demonstration, to memory for unit
// tests; by SMTP in smtp_transport.hpp.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "messaging/envelope.hpp"

namespace messaging {

enum class Delivery {
    sent,     // the other side answers for it now
    later,    // not now; the same may succeed
    refused,  // never; trying again is of no use
};

struct Answer {
    Delivery delivery = Delivery::sent;
    std::string message;  // why not sent, in the words of the other side; empty when sent
};

class Transport {
  public:
    virtual ~Transport() = default;
    /// May be called from several threads. Returns within a bounded time, far below the five minutes for
    /// which a job is leased, else two nodes would send the same mail.
    virtual Answer send(Envelope const& envelope) = 0;
    /// Erasure: removes what it keeps of mails that name this address. What has left cannot be called back.
    virtual void forget(std::string_view address);
};

/// Writes each mail as `FOLDER/NNNNNN-kind.eml`, whole or not at all (written aside, then renamed). Numbers
/// go on from those found at start. One process a folder.
class FileTransport final : public Transport {
  public:
    /// Makes the folder when absent. Throws when it cannot.
    explicit FileTransport(std::filesystem::path folder);
    Answer send(Envelope const& envelope) override;
    void forget(std::string_view address) override;

  private:
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::int64_t last_number_ = 0;
};

/// Keeps what it is given; answers what it is told to.
class MemoryTransport final : public Transport {
  public:
    Answer send(Envelope const& envelope) override;
    /// The answer to the next mail not yet answered for; without any, mails are sent.
    void answer_next(Answer answer);
    /// The envelopes answered with `sent`, oldest first.
    std::vector<Envelope> sent() const;
    int asked() const;

  private:
    mutable std::mutex mutex_;
    std::deque<Answer> answers_;
    std::vector<Envelope> sent_;
    int asked_ = 0;
};

}  // namespace messaging
