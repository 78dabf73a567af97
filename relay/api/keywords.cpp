#include "relay/api/keywords.h"
#include "relay/core/keyword_match.h"
#include "store/keyword_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

constexpr Fields::Length text_length{1, 480};

/// By id or OPID; null: none, or hidden from the caller.
const store::Group* find_group(const Call& call)
{
    const auto& people = *call.people;
    const auto id = store::GroupId::parse(call.id);
    const store::Group* found = id ? people.group(*id) : nullptr;
    if (!id) {
        const auto member = people.find(call.id);
        const auto* named = member ? std::get_if<store::GroupId>(&*member) : nullptr;
        found = named == nullptr ? nullptr : people.group(*named);
    }
    return found != nullptr && may_see(people, call.caller, found->domain) ? found : nullptr;
}

tl::expected<const store::Group*, Problem> group_to_change(const Call& call)
{
    const auto* group = find_group(call);
    if (group == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, group->domain))
        return tl::unexpected(forbidden("Groups of this domain may only be looked at."));
    return group;
}

/// The keyword in the path, if it is one of that group's.
std::optional<store::GroupKeyword> find_keyword(const Call& call, const store::Group& group)
{
    const auto id = store::KeywordId::parse(call.part);
    if (!id)
        return std::nullopt;
    const auto reader = call.house().database.reader();
    auto found = store::KeywordRepository(*reader).find(*id);
    return found && found->group == group.id ? found : std::nullopt;
}

void write(JsonWriter& json, const store::GroupKeyword& keyword, const Call& call)
{
    json.object([&] {
        json.member("id", keyword.id);
        json.member("keyword", keyword.word);
        json.member("number", keyword.number);
        json.member("joinedText", keyword.joined);
        json.member("stopText", keyword.left);
        json.member("helpText", keyword.help);
        json.array("warnings", [&] {
            if (!core::says_how_to_leave(keyword.joined, call.rooms.settings.words))
                json.value("joinedText does not say how to leave; add \"" + keyword.word +
                           " STOP\""); // S3.102
        });
        json.member("createdAt", keyword.created);
        json.member("version", keyword.version);
    });
}

http::Response respond_with(const Call& call, int status, const store::GroupKeyword& keyword)
{
    JsonWriter json;
    write(json, keyword, call);
    auto response = json_response(status, json);
    response.headers.add("ETag", etag(keyword.version));
    return response;
}

tl::expected<store::GroupKeyword, Problem> read_keyword(const Call& call,
                                                        store::GroupKeyword keyword)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    const bool is_new = !keyword.id.valid();
    for (const auto* name : {"keyword", "number", "joinedText", "stopText", "helpText"}) {
        if (is_new && !fields.has(name))
            fields.wrong(name, "is missing");
    }
    fields.line("keyword", keyword.word, {1, 20});
    const auto word = core::keyword_of(keyword.word, call.rooms.settings.words);
    if (!word && !keyword.word.empty())
        fields.wrong("keyword",
                     "must be letters and digits, begin with a letter, and not be a word "
                     "that leaves, returns or asks for help");
    keyword.word = word.value_or("");
    fields.line("number", keyword.number, {1, 20});
    const auto digits = core::number_digits(keyword.number);
    if (digits.size() < 3 && !keyword.number.empty())
        fields.wrong("number", "must be a short code or a phone number of ours");
    keyword.number = digits;
    fields.line("joinedText", keyword.joined, text_length);
    fields.line("stopText", keyword.left, text_length);
    fields.line("helpText", keyword.help, text_length);
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return keyword;
}

} // namespace

Outcome list_keywords(const Call& call)
{
    const auto* group = find_group(call);
    if (group == nullptr)
        return tl::unexpected(not_found());
    const auto reader = call.house().database.reader();
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& keyword : store::KeywordRepository(*reader).of_group(group->id))
                write(json, keyword, call);
        });
    });
    return json_response(200, json);
}

Outcome create_keyword(const Call& call)
{
    const auto group = group_to_change(call);
    if (!group)
        return tl::unexpected(group.error());
    auto keyword = read_keyword(call, {.group = (*group)->id});
    if (!keyword)
        return tl::unexpected(keyword.error());
    keyword->id = call.house().ids.make<store::KeywordId>(call.house().now());
    keyword->created = call.house().now();
    const auto made = change(call, [&](store::Connection& connection) {
        store::KeywordRepository(connection).insert(*keyword);
        audit(call, connection, "keyword.create", keyword->id.text());
        return true;
    });
    if (!made)
        return tl::unexpected(made.error());
    return respond_with(call, 201, *keyword);
}

Outcome change_keyword(const Call& call)
{
    const auto group = group_to_change(call);
    if (!group)
        return tl::unexpected(group.error());
    const auto before = find_keyword(call, **group);
    if (!before)
        return tl::unexpected(not_found());
    if (auto refused = refuse_unless_matches(call.request, before->version))
        return tl::unexpected(std::move(*refused));
    auto keyword = read_keyword(call, *before);
    if (!keyword)
        return tl::unexpected(keyword.error());
    const auto saved = change(call, [&](store::Connection& connection) {
        if (!store::KeywordRepository(connection).update(*keyword))
            return false;
        audit(call, connection, "keyword.change", keyword->id.text());
        return true;
    });
    if (!saved)
        return tl::unexpected(saved.error());
    ++keyword->version;
    if (!*saved)
        return tl::unexpected(stale(etag(keyword->version)));
    return respond_with(call, 200, *keyword);
}

Outcome remove_keyword(const Call& call)
{
    const auto group = group_to_change(call);
    if (!group)
        return tl::unexpected(group.error());
    const auto keyword = find_keyword(call, **group);
    if (!keyword)
        return tl::unexpected(not_found());
    if (auto refused = refuse_unless_matches(call.request, keyword->version))
        return tl::unexpected(std::move(*refused));
    const auto removed = change(call, [&](store::Connection& connection) {
        if (!store::KeywordRepository(connection).remove(*keyword))
            return false;
        audit(call, connection, "keyword.remove", keyword->id.text());
        return true;
    });
    if (!removed)
        return tl::unexpected(removed.error());
    if (!*removed)
        return tl::unexpected(stale(etag(keyword->version + 1)));
    return empty_response();
}

} // namespace relay::api
