// The outside world that every rule needs, behind interfaces: the clock and randomness (HOUSE.md).
#pragma once

#include <cstdint>
#include <string>

#include "base/instant.hpp"

namespace base {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

/// Unguessable bytes. Tests and the demonstration hand in a seeded one.
class Random {
  public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;
    /// Uniform in [0, bound).
    std::uint64_t below(std::uint64_t bound);
};

/// The computer's clock and the kernel's random source.
class SystemClock final : public Clock {
  public:
    Instant now() const override;
};
class SystemRandom final : public Random {
  public:
    std::string bytes(std::size_t count) override;
};

/// What an action needs of the outside world.
struct World {
    Clock const& clock;
    Random& random;
};

/// A clock that stands until told otherwise, for tests and the demonstration.
class FixedClock final : public Clock {
  public:
    explicit FixedClock(Instant at) : at_(at) {}
    Instant now() const override { return at_; }
    void set(Instant at) { at_ = at; }

  private:
    Instant at_;
};

/// Repeatable "randomness" from a seed. Never where a secret must resist.
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    std::string bytes(std::size_t count) override;

  private:
    std::uint64_t state_;
};

}  // namespace base
