// What the templates of an authority's page for its members show.
#pragma once

#include <string>
#include <vector>

#include "account/views.hpp"

namespace account {

struct MemberLine {
    std::string email;
    std::string href;  // empty: nothing to decide about this one for the reader
    std::string description;
    std::string state;
    html::TagColour colour = html::TagColour::grey;
    std::string facts;
    bool is_administrator = false;
};

struct InvitationLine {
    std::string email;
    std::string facts;
    std::string withdraw_action;  // empty: the reader may not
};

struct AuthorityEntry {
    std::string label;
    std::string href;
    std::string count;
};

struct MembersView : FormView {
    std::string name;
    std::string notice;
    bool is_welcome = false;  // somebody has just joined: what to do next is said
    std::string lead;         // who administers, and what that means
    std::vector<AuthorityEntry> entries;
    std::vector<MemberLine> members;
    std::vector<MemberLine> suspended;
    std::vector<InvitationLine> invitations;
    html::Pages pages;
    std::string action;  // this page's own address
    bool may_invite = false;
    html::Field email;
    html::Field function;
    std::vector<ChoiceGroup> functions;
    std::string authority_href;
};

/// One member, for an administrator or the operator.
struct MemberView : FormView {
    std::string title;
    std::vector<html::SummaryRow> rows;
    std::string action;
    html::Field reason;
    int reason_characters_max = 0;
    bool may_verify = false;
    bool may_suspend = false;
    bool may_reinstate = false;
    bool may_name = false;
    bool may_release = false;
    bool may_end = false;
    std::vector<std::string> rules;  // what the acts below do
};

struct InvitationView : FormView {
    std::string title;
    std::vector<html::SummaryRow> rows;
    std::string action;
    std::string closed;  // why it cannot be accepted; empty: it can
};

struct RoleItem {
    std::string email;
    std::string role;
    std::string facts;
    std::string take_href;    // empty: one's own, or read only
    std::string factor_href;  // empty: no second factor to take off, one's own, or read only
};

struct RolesView : FormView {
    std::vector<RoleItem> items;
    html::Field text;
    std::string count;
    html::Pages pages;
    std::vector<html::Link> files;
    bool may_write = false;
    std::string notice;
    html::Field email;
    html::Field role;
    std::vector<html::Choice> roles;
    html::Field scope;
    std::vector<html::Choice> departments;
    html::Field reason;
    int reason_characters_max = 0;
};

struct TakeRoleView : FormView {
    std::string title;
    std::string action;
    html::Field reason;
    int reason_characters_max = 0;
};

struct ElectionsView : FormView {
    std::vector<html::SummaryRow> rows;
    bool may_write = false;
    std::string notice;
    html::Field kind;
    std::vector<html::Choice> kinds;
    html::Field label;
    html::Field held;
};

}  // namespace account
