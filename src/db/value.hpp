// Value and Row: what goes into a statement and what comes out, the same on both engines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/euros.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"

namespace db {

/// Bytes, as opposed to text.
struct Blob {
    std::string_view bytes;
};

/// One parameter of a statement. Views: what they point at must outlive the call.
class Value {
  public:
    using Content = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

    Value(std::nullptr_t) : content_(nullptr) {}
    Value(std::int64_t number) : content_(number) {}
    Value(int number) : content_(static_cast<std::int64_t>(number)) {}
    Value(bool yes) : content_(static_cast<std::int64_t>(yes ? 1 : 0)) {}
    Value(std::string_view text) : content_(text) {}
    Value(std::string const& text) : content_(std::string_view(text)) {}
    Value(char const* text) : content_(std::string_view(text)) {}
    Value(Blob bytes) : content_(bytes) {}
    Value(base::Instant at) : content_(at.us) {}
    Value(base::Euros amount) : content_(amount.in_cents()) {}
    template<class T>
    Value(base::Id<T> id) : content_(id.value) {}
    template<class T>
    Value(std::optional<T> const& value) : content_(nullptr) {
        if (value) content_ = Value(*value).content_;
    }

    Content const& content() const { return content_; }

  private:
    Content content_;
};

/// One row of an answer. Columns are read by position, with the type that the query gives them; a NULL read
/// as anything but an optional is a fault.
class Row {
  public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    /// Valid until the next row.
    virtual std::string_view text(int column) const = 0;
    /// The bytes of a BYTES column; valid until the next row.
    virtual std::string_view bytes(int column) const = 0;

    bool boolean(int column) const { return integer(column) != 0; }
    std::string string(int column) const { return std::string(text(column)); }
    base::Instant instant(int column) const { return {integer(column)}; }
    base::Euros euros(int column) const { return base::Euros::cents(integer(column)); }
    template<class T>
    base::Id<T> id(int column) const {
        return base::Id<T>(integer(column));
    }
    std::optional<std::int64_t> maybe_integer(int column) const {
        return is_null(column) ? std::nullopt : std::optional(integer(column));
    }
    std::optional<std::string> maybe_string(int column) const {
        return is_null(column) ? std::nullopt : std::optional(string(column));
    }
    std::optional<base::Instant> maybe_instant(int column) const {
        return is_null(column) ? std::nullopt : std::optional(instant(column));
    }
    template<class T>
    std::optional<base::Id<T>> maybe_id(int column) const {
        return is_null(column) ? std::nullopt : std::optional(id<T>(column));
    }
};

}  // namespace db
