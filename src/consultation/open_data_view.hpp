// What the page of open data shows.
#pragma once

#include <string>
#include <vector>

#include "html/view.hpp"

namespace consultation {

struct OpenDataFile {
    std::string title;  // "Contributions"
    std::string count;  // "476 lignes"; empty: not counted here
    std::string csv_href;
    std::string json_href;
};

struct OpenDataCampaign {
    std::string title;
    std::string href;
    std::vector<OpenDataFile> files;
};

struct OpenDataView {
    bool is_demo = false;
    std::vector<OpenDataCampaign> campaigns;
    html::Pages pages;
    std::string licence;
    std::string licence_href;
    std::string journal_size;               // "12 345 actes"; empty: no act was sequenced yet
    std::vector<std::string> journal_root;  // in parts, between which a narrow screen may break the line
    std::string journal_at;
};

/// The dictionary's page: every file of the catalogue, then the columns of one.
struct DictionaryView {
    std::vector<html::Link> files;  // without address: the one shown
    std::string line;               // what a line of the file shown is
    html::Table columns;
};

}  // namespace consultation
