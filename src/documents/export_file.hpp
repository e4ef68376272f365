// ExportFile: a file being written; whole under its name, or gone.
#pragma once

#include <string>
#include <string_view>

namespace documents {

/// Bytes go out in blocks. Anything that goes wrong (no room left, no right to write) is thrown as a Fault: a
/// failed export never passes for a whole one (civic.md, lesson 10).
class ExportFile {
  public:
    /// Makes the file, readable by its owner only; throws when one of that name exists.
    explicit ExportFile(std::string path);
    /// Removes what was written unless `finish` was called.
    ~ExportFile();
    ExportFile(ExportFile const&) = delete;
    ExportFile& operator=(ExportFile const&) = delete;

    void write(std::string_view bytes);
    /// Writes what is left and closes; the file stays. Returns its path.
    std::string finish();
    /// The same, then takes the name `path` in one step, in the place of a file that had it.
    void finish_as(std::string const& path);

  private:
    void flush();
    std::string path_;
    int descriptor_;
    std::string waiting_;
};

}  // namespace documents
