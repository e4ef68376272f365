// What the pages of contact messages show.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/view.hpp"

namespace site {

struct ContactView {
    std::vector<html::FieldError> errors;
    std::vector<html::HiddenInput> hidden;
    html::Field topic;
    std::vector<html::Choice> topics;
    html::Field text;
    int text_characters_max = 0;
    html::Field body;
    html::Field email;
    std::string contact_email;
    std::string operator_name;
};

struct SentView {
    std::string reference;
    bool is_contest = false;
};

struct PostItem {
    std::string title;  // "Réponse de l’équipe, le 3 mars 2026 à 9 h"
    std::vector<std::string> paragraphs;
    bool is_note = false;
};

/// The author's page of the exchange.
struct ThreadView {
    std::vector<html::FieldError> errors;
    std::string notice;
    std::string title;
    std::vector<html::SummaryRow> rows;
    std::vector<PostItem> posts;
    std::string action;
    std::vector<html::HiddenInput> hidden;
    html::Field text;
    int text_characters_max = 0;
};

struct MessageItem {
    std::string reference;
    std::string href;
    std::string topic;
    std::string from;
    std::string excerpt;
    std::string state;
    std::string facts;
    bool is_late = false;
    bool is_new = false;
};

/// The team's queue.
struct MessagesView {
    html::Field search;
    std::vector<html::HiddenInput> kept_by_search;
    std::vector<html::HiddenInput> kept_by_filters;
    html::Field state;
    std::vector<html::Choice> states;
    html::Field topic;
    std::vector<html::Choice> topics;
    html::Field whose;
    std::vector<html::Choice> people;
    std::string count;
    std::vector<html::ChosenFilter> chosen;
    std::string clear_href;
    bool is_filtered = false;
    std::vector<MessageItem> items;
    html::Pages pages;
    std::string csv_href;
};

/// One message, for the team.
struct MessageView {
    std::vector<html::FieldError> errors;
    std::string notice;
    std::string title;
    std::string state;
    bool is_late = false;
    bool is_closed = false;
    bool is_open = false;
    std::vector<html::SummaryRow> rows;
    std::vector<html::SummaryRow> contest;  // which support that was set aside; empty: no contest
    std::string supports_href;              // of a contest: the support among the proposal's
    std::string restore_href;               // empty: not now
    std::vector<PostItem> posts;
    bool may_write = false;
    std::string address;
    std::vector<html::HiddenInput> hidden;
    std::int64_t seen = 0;
    html::Field text;
    int text_characters_max = 0;
    html::Field note;
    int note_characters_max = 0;
    html::Field person;
    std::vector<html::Choice> people;
};

}  // namespace site
