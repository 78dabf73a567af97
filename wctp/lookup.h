#pragma once
#include "wctp/answer.h"
#include "wctp/control.h"
#include <optional>
#include <string>
#include <variant>

namespace wctp {

/// wctp-LookupMessageControl, and the ids of wctp-DeviceLocationControl.
struct QueryControl {
    std::string message_id;
    std::string transaction_id;
    std::string respond_to;
    friend bool operator==(const QueryControl&, const QueryControl&) = default;
};

/// wctp-LookupSubscriber: is there such a recipient, and what can its device do?
struct LookupSubscriber {
    Originator originator;
    QueryControl control;
    Recipient recipient;
    friend bool operator==(const LookupSubscriber&, const LookupSubscriber&) = default;
};

/// wctp-LookupData
struct LookupData {
    int max_message_length = 0;
    std::optional<bool> choices_supported; ///< mcrSupported
    std::optional<bool> can_respond;
    friend bool operator==(const LookupData&, const LookupData&) = default;
};

/// wctp-LookupResponse
struct LookupResponse {
    Originator originator;
    Recipient recipient;
    std::variant<LookupData, Failure> outcome;
    std::string response_to;
    std::string transaction_id;
    friend bool operator==(const LookupResponse&, const LookupResponse&) = default;
};

enum class FixType { Approximate, Estimated, Precise };
enum class LocationStatus { Ok, Invalid, NoAltitude, NoPosition, Stale };

/// wctp-DeviceLocation, since 1.3
struct DeviceLocation {
    Originator originator;
    QueryControl control;
    FixType fix_type = FixType::Estimated;
    Recipient recipient;
    friend bool operator==(const DeviceLocation&, const DeviceLocation&) = default;
};

/// wctp-LocationData. The grammar gives coordinates no form: kept as written.
struct LocationData {
    LocationStatus status = LocationStatus::Ok;
    FixType fix_type = FixType::Estimated;
    std::optional<Instant> fixed;
    std::string longitude;
    std::string latitude;
    std::string altitude;
    friend bool operator==(const LocationData&, const LocationData&) = default;
};

/// wctp-DeviceLocationResponse, since 1.3
struct DeviceLocationResponse {
    Originator originator;
    Recipient recipient;
    std::variant<LocationData, Failure> outcome;
    std::string response_to;
    std::string transaction_id;
    friend bool operator==(const DeviceLocationResponse&, const DeviceLocationResponse&) = default;
};

/// wctp-ReturnToSvc, since 1.2: use this address again. Carries no credentials.
struct ReturnToService {
    std::string address;
    friend bool operator==(const ReturnToService&, const ReturnToService&) = default;
};

} // namespace wctp
