#include "html/markup.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <sstream>

namespace markup {
namespace {

bool is_void(std::string const& tag) {
    static std::set<std::string> const VOID = {"area", "br", "hr", "img", "input", "link", "meta", "wbr"};
    return VOID.contains(tag);
}

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    Document read() {
        while (at_ < text_.size()) {
            if (text_[at_] == '<') {
                read_tag();
            } else {
                check_reference();
                ++at_;
            }
        }
        for (std::string const& tag : open_) fault("not closed: " + tag);
        check_links();
        return std::move(document_);
    }

  private:
    void fault(std::string const& what) { document_.faults.push_back(what); }

    void check_reference() {
        if (text_[at_] != '&') return;
        std::size_t const end = text_.find(';', at_);
        if (end == std::string_view::npos || end - at_ > 8) fault("a lone &");
    }

    std::string word() {
        std::size_t const begin = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                      text_[at_] == '-' || text_[at_] == ':' || text_[at_] == '.')) {
            ++at_;
        }
        return std::string(text_.substr(begin, at_ - begin));
    }

    void read_tag() {
        ++at_;
        bool const closes = at_ < text_.size() && text_[at_] == '/';
        if (closes) ++at_;
        std::string const tag = word();
        if (tag.empty()) return fault("'<' that opens no tag near " + std::string(text_.substr(at_, 20)));
        if (closes) {
            if (open_.empty() || open_.back() != tag) return fault("</" + tag + "> closes another element");
            open_.pop_back();
            ++at_;
            return;
        }
        Element element{tag, {}};
        bool closed = false;
        while (at_ < text_.size() && text_[at_] != '>') {
            if (text_[at_] == ' ') {
                ++at_;
            } else if (text_[at_] == '/') {
                closed = true;
                ++at_;
            } else {
                read_attribute(element);
            }
        }
        ++at_;
        if (std::find(open_.begin(), open_.end(), "svg") == open_.end()) ++document_.count_outside_svg;
        if (!closed && !is_void(tag)) open_.push_back(tag);
        document_.elements.push_back(std::move(element));
    }

    void read_attribute(Element& element) {
        std::string const name = word();
        if (name.empty()) {
            fault("in <" + element.tag + "> near " + std::string(text_.substr(at_, 20)));
            at_ = text_.size();
            return;
        }
        std::string value;
        if (at_ < text_.size() && text_[at_] == '=') {
            if (text_.substr(at_, 2) != "=\"") return fault("attribute without quotes: " + name);
            std::size_t const end = text_.find('"', at_ + 2);
            if (end == std::string_view::npos) return fault("quote not closed: " + name);
            value = text_.substr(at_ + 2, end - at_ - 2);
            at_ = end + 1;
            if (text_[at_] != ' ' && text_[at_] != '>' && text_[at_] != '/') fault("no blank after " + name);
        }
        if (value.find('<') != std::string::npos) fault("'<' in " + name);
        if (name == "style" || name.starts_with("on")) fault("inline style or event: " + name);
        if (!element.attributes.emplace(name, value).second) fault("twice: " + name);
    }

    void check_links() {
        std::set<std::string> ids;
        for (Element const& element : document_.elements) {
            if (element.has("id") && !ids.insert(element.attribute("id")).second) {
                fault("id twice: " + element.attribute("id"));
            }
        }
        for (Element const& element : document_.elements) {
            for (std::string const name : {"for", "aria-describedby", "aria-labelledby"}) {
                if (!element.has(name)) continue;
                std::istringstream words(element.attribute(name));
                std::size_t found = 0;
                for (std::string id; words >> id; ++found) {
                    if (!ids.contains(id)) fault(name + " names no element: " + id);
                }
                if (found == 0) fault("empty " + name);
            }
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::string> open_;
    Document document_;
};

}  // namespace

std::string Element::attribute(std::string const& name) const {
    auto const found = attributes.find(name);
    return found == attributes.end() ? "" : found->second;
}

std::vector<Element> Document::all(std::string_view tag) const {
    std::vector<Element> found;
    for (Element const& element : elements) {
        if (element.tag == tag) found.push_back(element);
    }
    return found;
}

Element Document::by_id(std::string const& id) const {
    for (Element const& element : elements) {
        if (element.attribute("id") == id) return element;
    }
    return {};
}

Document read(std::string_view text) {
    return Reader(text).read();
}

}  // namespace markup
