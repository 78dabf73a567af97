#pragma once
#include "store/connection.h"
#include <optional>
#include <string_view>

namespace store {

/// Small facts that belong to the database and not to the configuration. Works inside the caller's
/// transaction.
class SettingRepository {
public:
    explicit SettingRepository(Connection& connection) : connection_(connection) {}

    std::optional<Blob> find(std::string_view name);
    /// Changes nothing where there is one of that name.
    void insert(std::string_view name, const Blob& value);
    void save(std::string_view name, const Blob& value);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
