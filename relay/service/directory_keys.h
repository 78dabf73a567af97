#pragma once
#include "relay/directory/wanted.h"
#include "relay/service/config_section.h"
#include "store/vault.h"

namespace relay::service {

/// `domains`, `contacts`, `schedules` and `groups` of a directory file.
void describe_people(Section& root, directory::Wanted& wanted);

/// One of `schedules`.
void describe_schedule(Section& section, directory::Wanted& wanted);

/// `zone` and `quiet_hours` of a contact.
void describe_availability(Section& section, directory::WantedContact& contact);

/// `access`, `sources` and `tokens`.
void describe_sources(Section& root, directory::Wanted& wanted, const store::Vault& vault);

/// The value of the key as a name with its place; an error when it must be there and is not.
directory::Name name_of(Section& section, std::string_view key, bool required);

/// Empty: none, or none that can be one; that is then among the errors.
std::optional<store::Opid> opid_of(Section& section);

directory::Place place_of(YamlPlace place);

/// A word of a stored enumeration, as column, API and manual spell it.
template <class E>
void stored_word(Section& section, std::string_view key, E& target)
{
    constexpr auto count = store::Words<E>::table.size();
    std::array<std::pair<E, std::string_view>, count> words;
    for (std::size_t i = 0; i < count; ++i)
        words[i] = {store::Words<E>::table[i].first, store::Words<E>::table[i].second};
    section.word(key, target, words);
}

} // namespace relay::service
