#include "http/multipart.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace http {

namespace {

constexpr std::string_view line_end = "\r\n";

bool is_boundary_char(char c) {
    constexpr std::string_view marks = "'()+_,-./:=?";  // RFC 2046 §5.1.1, without the space
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

/// Takes the next `; name=value` off `text`; nothing at the end or where it cannot be read (`text` then stays
/// as it is). A quoted value ends at the first quote that no backslash precedes; other backslashes stand for
/// themselves, as browsers send them.
std::optional<std::pair<std::string, std::string>> take_parameter(std::string_view& text) {
    std::string_view rest = base::trimmed(text);
    if (!rest.starts_with(';')) return std::nullopt;
    rest = base::trimmed(rest.substr(1));
    auto const equals = rest.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    std::string name = base::ascii_lower(base::trimmed(rest.substr(0, equals)));
    rest.remove_prefix(equals + 1);
    std::string value;
    if (!rest.starts_with('"')) {
        auto const end = std::min(rest.find(';'), rest.size());
        value = base::trimmed(rest.substr(0, end));
        if (value.find('"') != std::string::npos) return std::nullopt;
        text = rest.substr(end);
        return std::pair{std::move(name), std::move(value)};
    }
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == '"') ++i;
        value += rest[i];
    }
    if (i == rest.size()) return std::nullopt;
    text = rest.substr(i + 1);
    return std::pair{std::move(name), std::move(value)};
}

/// Browsers write a quote in a name as %22 (WHATWG "multipart/form-data encoding algorithm").
std::string with_quotes(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name.substr(i, 3) == "%22") {
            text += '"';
            i += 2;
        } else {
            text += name[i];
        }
    }
    return text;
}

bool is_one_line(std::string_view text) {
    std::string const lower = base::ascii_lower(text);
    return base::is_valid_utf8(text) && lower.find("%0d") == std::string::npos &&
           lower.find("%0a") == std::string::npos && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
           });
}

struct PartHead {
    std::string name;
    std::optional<std::string> file_name;
};

/// Nothing for a head without one clear Content-Disposition: form-data, or with a coding we do not undo.
std::optional<PartHead> parsed_head(std::string_view head) {
    std::optional<PartHead> parsed;
    std::size_t lines = 0;
    while (!head.empty()) {
        auto const end = head.find(line_end);
        std::string_view const line = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + line_end.size());
        auto const colon = line.find(':');
        bool const is_clear = ++lines <= part_head_lines_max && colon != std::string_view::npos &&
                              colon > 0 &&
                              line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos &&
                              line.substr(0, colon).find_first_of(" \t") == std::string_view::npos;
        if (!is_clear) return std::nullopt;
        std::string const name = base::ascii_lower(line.substr(0, colon));
        std::string_view value = base::trimmed(line.substr(colon + 1));
        if (name == "content-transfer-encoding") {
            std::string const coding = base::ascii_lower(value);
            if (coding != "binary" && coding != "8bit" && coding != "7bit") return std::nullopt;
        }
        if (name != "content-disposition") continue;
        auto const kind_end = std::min(value.find(';'), value.size());
        if (parsed || base::ascii_lower(base::trimmed(value.substr(0, kind_end))) != "form-data")
            return std::nullopt;
        value.remove_prefix(kind_end);
        parsed.emplace();
        bool has_name = false;
        while (auto const parameter = take_parameter(value)) {
            auto const& [key, text] = *parameter;
            if (key == "name" && !has_name) {
                has_name = true;
                parsed->name = with_quotes(text);
                if (!is_one_line(text) || text.empty() || text.size() > part_name_bytes_max)
                    return std::nullopt;
            } else if (key == "filename" && !parsed->file_name) {
                parsed->file_name = with_quotes(text);
                bool const has_path = text.find_first_of("/\\") != std::string::npos;
                if (!is_one_line(text) || has_path || text.size() > file_name_bytes_max) return std::nullopt;
            } else {
                return std::nullopt;  // twice, or filename*, which RFC 7578 §4.2 forbids
            }
        }
        if (!has_name || !base::trimmed(value).empty()) return std::nullopt;
    }
    return parsed;
}

}  // namespace

bool is_multipart(std::string_view content_type) {
    auto const end = std::min(content_type.find(';'), content_type.size());
    return base::ascii_lower(base::trimmed(content_type.substr(0, end))) == "multipart/form-data";
}

std::optional<std::string> boundary_of(std::string_view content_type) {
    auto const begin = std::min(content_type.find(';'), content_type.size());
    content_type.remove_prefix(begin);
    std::optional<std::string> boundary;
    while (auto const parameter = take_parameter(content_type)) {
        if (parameter->first != "boundary") continue;
        if (boundary) return std::nullopt;
        boundary = parameter->second;
    }
    bool const is_good = boundary && !boundary->empty() && boundary->size() <= boundary_length_max &&
                         std::ranges::all_of(*boundary, is_boundary_char) &&
                         base::trimmed(content_type).empty();
    return is_good ? boundary : std::nullopt;
}

MultipartReader::MultipartReader(std::string_view boundary, UploadLimits limits, std::string folder)
    : delimiter_("\r\n--" + std::string(boundary)), limits_(limits), folder_(std::move(folder)) {}

bool MultipartReader::refuse(int status) {
    refused_ = status;
    pending_.clear();
    file_.reset();
    files_.clear();
    return false;
}

int MultipartReader::feed(std::string_view bytes) {
    if (refused_ != 0) return refused_;
    pending_ += bytes;
    while (refused_ == 0 && step()) {
    }
    return refused_;
}

int MultipartReader::finish() {
    if (refused_ == 0 && (state_ != State::end || !(pending_.empty() || pending_ == line_end))) refuse(400);
    return refused_;
}

/// Uses what it can of pending_; false when more bytes are needed or the body is refused.
bool MultipartReader::step() {
    switch (state_) {
        case State::delimiter: {
            std::size_t const known = std::min(pending_.size(), delimiter_.size());
            if (pending_.compare(0, known, delimiter_, 0, known) != 0) return refuse(400);  // a preamble
            if (pending_.size() < delimiter_.size()) return false;
            pending_.erase(0, delimiter_.size());
            state_ = State::after_delimiter;
            return true;
        }
        case State::after_delimiter: {
            if (pending_.size() < 2) return false;
            bool const is_last = pending_.starts_with("--");
            if (!is_last && !pending_.starts_with(line_end)) return refuse(400);
            pending_.erase(0, 2);
            state_ = is_last ? State::end : State::head;
            return true;
        }
        case State::head:
            return read_head();
        case State::content: {
            auto const at = pending_.find(delimiter_);
            if (at != std::string::npos) {
                if (!take(std::string_view(pending_).substr(0, at)) || !end_part()) return false;
                pending_.erase(0, at + delimiter_.size());
                state_ = State::after_delimiter;
                return true;
            }
            if (pending_.size() < delimiter_.size()) return false;
            // The last bytes may be the beginning of a delimiter.
            std::size_t const sure = pending_.size() - (delimiter_.size() - 1);
            if (take(std::string_view(pending_).substr(0, sure))) pending_.erase(0, sure);
            return false;
        }
        case State::end:
            if (pending_.size() > line_end.size() || !line_end.starts_with(pending_)) return refuse(400);
            return false;
    }
    return refuse(400);
}

bool MultipartReader::read_head() {
    auto const end = pending_.find("\r\n\r\n");
    if (std::min(end, pending_.size()) > part_head_bytes_max) return refuse(400);
    if (end == std::string::npos) return false;
    if (!begin_part(std::string_view(pending_).substr(0, end))) return false;
    pending_.erase(0, end + 4);
    state_ = State::content;
    return true;
}

bool MultipartReader::begin_part(std::string_view head) {
    if (++parts_ > form_fields_max) return refuse(400);
    auto parsed = parsed_head(head);
    if (!parsed) return refuse(400);
    name_ = std::move(parsed->name);
    value_.clear();
    file_.reset();
    is_empty_choice_ = parsed->file_name && parsed->file_name->empty();
    text_bytes_ += name_.size();
    if (text_bytes_ > text_fields_bytes_max) return refuse(413);
    if (!parsed->file_name || is_empty_choice_) return true;
    if (files_.size() >= limits_.files_max) return refuse(413);
    file_.emplace();
    file_->field = name_;
    file_->name = std::move(*parsed->file_name);
    file_->bytes = TemporaryFile::make(folder_);
    if (!file_->bytes) return refuse(507);
    file_->path = file_->bytes->path();
    hash_.emplace();
    return true;
}

bool MultipartReader::take(std::string_view content) {
    if (content.empty()) return true;
    if (is_empty_choice_) return refuse(400);
    if (!file_) {
        text_bytes_ += content.size();
        if (text_bytes_ > text_fields_bytes_max) return refuse(413);
        value_ += content;
        return true;
    }
    file_->size += content.size();
    file_bytes_ += content.size();
    if (file_->size > limits_.file_bytes_max || file_bytes_ > limits_.total_bytes_max) return refuse(413);
    hash_->add(content);
    if (!file_->bytes->write(content)) return refuse(507);
    return true;
}

bool MultipartReader::end_part() {
    if (file_) {
        file_->sha256 = base::hex(base::as_bytes(hash_->finish()));
        files_.push_back(std::move(*file_));
        file_.reset();
        return true;
    }
    if (is_empty_choice_) return true;
    if (!base::is_valid_utf8(value_)) return refuse(400);
    fields_.add(std::move(name_), std::move(value_));
    name_.clear();
    value_.clear();
    return true;
}

}  // namespace http
