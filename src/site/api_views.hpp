// What the page of the API shows.
#pragma once

#include <string>
#include <vector>

namespace site {

struct ApiParameterLine {
    std::string name;
    std::string meaning;
    std::vector<std::string> values;  // the closed list it comes from; empty: any
};

struct ApiOperationView {
    std::string summary;
    std::string method;
    std::string path;
    std::string description;
    std::vector<ApiParameterLine> parameters;
    bool wants_token = false;
};

struct ApiGroupView {
    std::string title;
    std::vector<ApiOperationView> operations;
};

struct ApiView {
    std::string origin;
    std::vector<ApiGroupView> groups;
};

}  // namespace site
