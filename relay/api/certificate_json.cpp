#include "relay/api/certificate_json.h"
#include "relay/smime/certificate.h"

namespace relay::api {

void write_certificate(JsonWriter& json, const store::Contact& contact)
{
    if (!contact.certificate)
        return;
    json.object("certificate", [&] {
        json.member("pem", contact.certificate->pem);
        json.member("subject", contact.certificate->subject);
        json.member("fingerprint", contact.certificate->fingerprint);
        json.member("expiresAt", contact.certificate->expires);
    });
}

void read_certificate(const Call& call, Fields& fields, store::Contact& contact)
{
    if (!fields.has("certificate"))
        return;
    const auto* json = fields.find("certificate");
    if (json == nullptr)
        return contact.certificate.reset();
    if (!std::holds_alternative<std::string>(json->value))
        return fields.wrong("certificate", "must be a text");
    const auto& pem = std::get<std::string>(json->value);
    auto read = smime::read_certificate(pem, call.house().now());
    if (read)
        contact.certificate = std::move(*read);
    else
        fields.wrong("certificate", read.error());
}

} // namespace relay::api
