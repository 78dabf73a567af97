#pragma once
#include "relay/service/directory_file.h"
#include "relay/service/directory_load.h"
#include "store/directory_snapshot.h"
#include "tests/relay/service/config_folder.h"
#include "tests/support/fresh_database.h"
#include "tests/support/postgres_server.h"
#include <gtest/gtest.h>
#include <iostream>

/// A database of one engine and a folder with directory files.
class DirectoryTest : public testing::TestWithParam<store::Engine> {
protected:
    void SetUp() override
    {
        if (!tests::FreshDatabase::is_available(GetParam()))
            GTEST_SKIP() << tests::PostgresServer::why_absent();
        fresh_.emplace(GetParam());
        const auto connection = fresh_->database().connect();
        store_.reset(
            new relay::service::OpenStore{store::Database(fresh_->settings()),
                                          store::open_vault(*connection, fresh_->key_file())});
    }

    /// What is wrong, without the name of the file; empty: it was loaded.
    std::string load(std::string_view yaml)
    {
        using namespace relay::service;
        const auto wanted = parse_directory(yaml, file(), store_->vault);
        if (!wanted)
            return lines(wanted.error());
        auto changes = bring_about(*store_, *wanted, "node", "test");
        if (!changes)
            return lines(as_errors(changes.error(), file()));
        changes_ = std::move(*changes);
        return {};
    }

    std::shared_ptr<const store::Directory> people()
    {
        return store::load_directory(*store_->database.reader(), store_->vault);
    }
    const store::Contact& contact(const store::Directory& people, std::string_view opid)
    {
        return *people.contact(std::get<store::ContactId>(*people.find(opid)));
    }
    const store::Group& group(const store::Directory& people, std::string_view opid)
    {
        return *people.group(std::get<store::GroupId>(*people.find(opid)));
    }
    std::filesystem::path file() const { return folder_.path() / "people.yaml"; }

    std::optional<tests::FreshDatabase> fresh_;
    std::unique_ptr<relay::service::OpenStore> store_;
    ConfigFolder folder_;
    relay::directory::Changes changes_;

private:
    std::string lines(const std::vector<relay::service::ConfigError>& errors)
    {
        std::string all;
        for (const auto& error : errors)
            all += text(error).substr(file().string().size() + 1) + "\n";
        return all;
    }
};

inline std::string engine_name(const testing::TestParamInfo<store::Engine>& info)
{
    return std::string(store::name(info.param));
}
