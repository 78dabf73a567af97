#include "relay/api/registers.h"
#include "relay/core/file_policy.h"
#include <algorithm>

namespace relay::api {
namespace {

void write_principal(JsonWriter& json, const store::Directory& people, store::PrincipalId id)
{
    const auto& principals = people.parts().principals;
    const auto found = std::ranges::find(principals, id, &store::Principal::id);
    json.object("principal", [&] {
        json.member("id", id);
        if (found != principals.end())
            json.member("name", found->name);
    });
}

/// A limit that is the house's is left out.
void member_unless_zero(JsonWriter& json, std::string_view name, int value)
{
    if (value != 0)
        json.member(name, value);
}

void write_policy(JsonWriter& json, const store::WctpPolicy& policy)
{
    json.object("wctp", [&] {
        json.member("replyMode", store::word(policy.reply_mode));
        json.member("proof", store::word(policy.proof));
        json.member("hasPathToken", !policy.path_token_hash.empty());
        json.member("repairBytes", policy.repair_bytes);
        json.member("lookupReply", store::word(policy.lookup_reply));
        json.member("doctype", store::word(policy.doctype));
        member_unless_zero(json, "serviceUnavailable", policy.busy_code);
        member_unless_zero(json, "maxText", policy.max_text);
        member_unless_zero(json, "maxRecipients", policy.max_recipients);
        json.member("addressTags", policy.address_tags);
        json.member("subjectLine", policy.subject_line);
        json.member_unless_empty("recipientDomain", policy.recipient_domain);
        if (policy.duplicate_window)
            json.member("duplicateWindowMs",
                        static_cast<std::int64_t>(policy.duplicate_window->count()));
        json.member("callbackTlsMinimum", store::word(policy.callback_tls.minimum));
        json.member("callbackTlsIsWeak", is_weak(policy.callback_tls));
        json.member("callbackIsPinned", !policy.callback_tls.pin.empty());
        json.member("record", policy.record);
        json.member("shadow", policy.shadow);
    });
}

/// What becomes of the files that come with its messages, as it stands, not as it was written.
void write_files(JsonWriter& json, const store::Source& source)
{
    const auto& policy = source.files;
    json.object("files", [&] {
        json.member("attachments", store::word(core::attachments_of(source)));
        json.member("count", policy.most_files);
        json.member("bytes", policy.most_bytes);
        json.member("totalBytes", policy.most_total_bytes);
        json.members("types", policy.types.empty() ? core::usual_file_types() : policy.types);
    });
}

void write(JsonWriter& json, const store::Source& source, const store::Directory& people)
{
    json.object([&] {
        json.member("id", source.id);
        json.member("name", source.name);
        json.member("door", store::word(source.door));
        write_principal(json, people, source.principal);
        json.member("enabled", source.enabled);
        json.member_unless_empty("senderId", source.sender_id);
        json.member("hasCode", !source.code_hash.empty());
        json.members("networks", source.networks);
        json.members("senders", source.senders);
        json.member_unless_empty("callbackUrl", source.callback_url);
        json.member("strict", source.strict);
        json.member("ratePerSecond", source.rate_per_second);
        json.member("burst", source.burst);
        if (source.priority)
            json.member("priority", store::word(*source.priority));
        json.member("subjectTags", source.subject_tags);
        json.member("statusDigestMs", source.status_digest);
        write_files(json, source);
        json.member_unless_empty("clientCertificate", source.tls_client_name);
        if (source.door == store::Door::Wctp)
            write_policy(json, source.wctp);
    });
}

} // namespace

Outcome list_domains(const Call& call)
{
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& domain : call.people->parts().domains) {
                if (!may_see(*call.people, call.caller, domain.id))
                    continue;
                const bool changes = may_change(*call.people, call.caller, domain.id);
                json.object([&] {
                    json.member("id", domain.id);
                    json.member("name", domain.name);
                    json.member("shared", domain.shared);
                    json.member("access", changes ? "editor" : "viewer");
                });
            }
        });
    });
    return json_response(200, json);
}

Outcome list_sources(const Call& call)
{
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& source : call.people->parts().sources)
                write(json, source, *call.people);
        });
    });
    return json_response(200, json);
}

} // namespace relay::api
