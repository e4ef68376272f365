#include "app/log.hpp"

#include <unistd.h>

#include "base/world.hpp"
#include "web/json.hpp"

namespace app {

void log(Level level, std::string_view event,
         std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    web::Json json;
    json.object().key("at").instant(base::SystemClock().now());
    json.key("level").text(level == Level::info ? "info" : level == Level::warning ? "warning" : "error");
    json.key("event").text(event);
    for (auto const& [name, value] : fields) json.key(name).text(value);
    json.end();
    std::string const line = json.take() + "\n";
    // One write per line: lines of several threads do not mix. A log that cannot be written has nowhere to be
    // reported.
    [[maybe_unused]] ssize_t const written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace app
