#include <set>

#include "relay/invitation.hpp"
#include "territories/several_departments.hpp"

namespace relay {

void lock_department(db::Tx& tx, std::string const& code) {
    std::set<std::string> codes{code};
    for (territories::SeveralDepartments const& one : territories::authorities_of_several_departments())
        if (one.first == code || one.second == code) {
            codes.insert(std::string(one.first));
            codes.insert(std::string(one.second));
        }
    for (std::string const& each : codes) tx.lock("SELECT code FROM departments WHERE code = $1", {each});
}

}  // namespace relay
