#pragma once
#include "relay/api/call.h"
#include "store/model/contact.h"

namespace relay::api {

/// What is shown of a contact and lies elsewhere.
struct ContactFacts {
    bool has_pin = false;               ///< all that is ever said of a PIN
    std::optional<store::Instant> seen; ///< when a device of theirs last asked for something
    store::Instant now{};
};

void write(JsonWriter& json, const store::ContactDetail& detail);
void write(JsonWriter& json, const store::Contact& contact, const store::Directory& people,
           const ContactFacts& facts);

/// What a request makes of a contact.
struct ContactChange {
    store::Contact contact;
    bool acknowledges_hipaa = false;
    std::optional<std::string> pin; ///< to be set; empty text: to be taken away; absent: as it is
};

/// Applies the body to `before` (for a new one: to a contact of defaults), as JSON Merge Patch.
/// Refused with every field that is wrong (422), or for want of the acknowledgement (409, S0.13).
tl::expected<ContactChange, Problem> read_contact(const Call& call, const store::Contact* before);

/// The sentence that must be acknowledged where secure messaging is switched off (S0.12).
inline constexpr std::string_view hipaa_sentence =
    "If you are a healthcare customer, a redundancy to IVR, email, or SMS is not HIPAA compliant.";

/// A name's id among the domains that the caller may change things in; 422 otherwise. Null resets
/// to the shared domain.
void read_domain(const Call& call, Fields& fields, store::DomainId& target);

/// 4 to 8 digits; null is an empty text. Nothing: it is not there.
std::optional<std::string> read_pin(Fields& fields, std::string_view name);

/// Blank addresses are empty, others must look like one.
void read_mail_address(Fields& fields, std::string_view name, std::string& target);

/// A well-formed OPID. A stand-in with an error noted when there is none: reading goes on.
store::Opid read_opid(Fields& fields, const store::Opid* before);

} // namespace relay::api
