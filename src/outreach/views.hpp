// What this room's pages show.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace outreach {

struct ReminderLine {
    std::string title;
    std::string when;
    std::string readers;  // "123 adresses aujourd’hui"
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string href;
};
struct MailingLine {
    std::string subject;
    std::string href;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string audience;
    std::string facts;
};
struct MailingsView {
    std::string notice;
    std::vector<html::Link> desks;
    std::string create_href;  // empty: not this person's right
    std::vector<ReminderLine> reminders;
    std::string no_reminder;  // why there is none
    std::vector<MailingLine> mailings;
    html::Pages pages;
};

struct MailingFormView : consultation::PageForm {
    std::string title;
    std::string action;
    html::Field who;
    std::vector<html::Choice> whos;
    html::Field proposals;
    html::Field kind;
    std::vector<html::Choice> kinds;
    html::Field size;
    std::vector<html::Choice> sizes;
    html::Field region;
    std::vector<html::Choice> regions;
    html::Field department;
    std::vector<html::Choice> departments;
    html::Field subject;
    html::Field text;
    std::string back_href;
};

/// A mail as its readers get it.
struct Preview {
    std::string heading;  // of several previews; empty: the only one
    std::string subject;
    html::Html html;
    std::vector<std::string> footer;
    std::string plain;
};
struct MailingView {
    std::string notice;
    std::string title;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::vector<html::SummaryRow> rows;
    std::vector<html::Figure> figures;
    std::string counted_on;
    std::string remaining;  // "Encore 12 minutes environ"
    html::Button primary;   // none without a label; a link, or a form with `primary_action`
    std::string primary_action;
    std::string secondary_label;  // a form's button; empty: none
    std::string secondary_action;
    std::vector<html::HiddenInput> hidden;
    std::vector<html::HiddenInput> more_hidden;  // of the second form: its own key
    std::vector<html::Link> links;
    std::string sample_title;
    std::vector<std::string> sample;
    std::vector<Preview> previews;
    std::string back_href;
};

struct RecipientView {
    std::string email;
    html::Link authority;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string when;
};
struct RecipientsView {
    std::string count;
    std::vector<html::Link> filters;  // the chosen one is no link
    std::vector<RecipientView> lines;
    html::Pages pages;
    std::string back_href;
};

}  // namespace outreach
