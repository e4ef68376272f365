#include "base/world.hpp"

#include <openssl/rand.h>

#include <chrono>

#include "base/check.hpp"

namespace base {

std::uint64_t Random::below(std::uint64_t bound) {
    check(bound > 0, "a random number below zero");
    // Numbers past the last whole multiple are drawn again, so that all are equally likely.
    std::uint64_t const limit = UINT64_MAX - UINT64_MAX % bound;
    while (true) {
        std::string const drawn = bytes(8);
        std::uint64_t number = 0;
        for (char const c : drawn) number = (number << 8) | static_cast<unsigned char>(c);
        if (number < limit) return number % bound;
    }
}

Instant SystemClock::now() const {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

std::string SystemRandom::bytes(std::size_t count) {
    std::string drawn(count, '\0');
    int const made = RAND_bytes(reinterpret_cast<unsigned char*>(drawn.data()), static_cast<int>(count));
    check(made == 1, "the kernel gave no randomness");
    return drawn;
}

std::string SeededRandom::bytes(std::size_t count) {
    std::string drawn;
    drawn.reserve(count + 8);
    while (drawn.size() < count) {
        // splitmix64
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        z ^= z >> 31;
        for (int i = 0; i < 8; ++i) drawn.push_back(static_cast<char>((z >> (8 * i)) & 255u));
    }
    drawn.resize(count);
    return drawn;
}

}  // namespace base
