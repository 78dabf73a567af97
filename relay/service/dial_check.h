#pragma once
#include "relay/service/config.h"
#include "store/model/directory.h"
#include <string>
#include <vector>

namespace relay::service {

/// A contact whom the settings say to call, at a number that is never called.
struct NeverCalled {
    store::ContactId contact;
    std::string why;
    bool operator==(const NeverCalled&) const = default;
};

/// Those of the directory, by the rules of all routes of channels.ivr: what comes in by an import
/// is found before a page is.
std::vector<NeverCalled> never_called(const Config& config, const store::Directory& people);

/// Says in the log who they are.
void tell_never_called(const Config& config, const store::Directory& people);

} // namespace relay::service
