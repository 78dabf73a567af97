#include "relay/service/open_store.h"
#include "store/error.h"
#include "store/migrator.h"
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace relay::service {

namespace {

/// libpq's .pgpass: fields end at a colon, so that and the backslash are escaped.
std::string passfile_line(const std::string& password)
{
    std::string line = "*:*:*:*:";
    for (const char c : password) {
        if (c == ':' || c == '\\')
            line += '\\';
        line += c;
    }
    return line + "\n";
}

/// Kept beside the data, since libpq takes a password only from a file of its own form.
std::filesystem::path write_passfile(const Config& config)
{
    const auto password = read_secret(config.store.password_file);
    if (!password)
        throw store::StoreError("store.password_file: " + password.error());
    const auto file = config.data_dir / "postgresql.passfile";
    auto fresh = file;
    fresh += ".new";
    std::error_code ignored;
    std::filesystem::remove(fresh, ignored);
    const auto before = ::umask(0077);
    std::ofstream out(fresh);
    ::umask(before);
    out << passfile_line(*password);
    out.close();
    if (!out || std::rename(fresh.c_str(), file.c_str()) != 0)
        throw store::StoreError("cannot write " + file.string() + ": " + std::strerror(errno));
    return file;
}

} // namespace

store::DatabaseSettings database_settings(const Config& config)
{
    store::DatabaseSettings settings;
    settings.readers = static_cast<std::size_t>(config.store.readers);
    if (config.store.engine == StoreEngine::Sqlite) {
        settings.engine = store::Engine::Sqlite;
        settings.file = config.store.path;
        return settings;
    }
    settings.engine = store::Engine::PostgreSql;
    settings.connection = config.store.url;
    if (!config.store.password_file.empty())
        settings.connection += " passfile=" + write_passfile(config).string();
    return settings;
}

std::unique_ptr<OpenStore> open_store(const Config& config)
{
    prepare_data_directory(config);
    store::Database database(database_settings(config));
    const auto connection = database.connect();
    store::Migrator(*connection).require_current();
    return std::unique_ptr<OpenStore>(
        new OpenStore{store::Database(database.settings()),
                      store::open_vault(*connection, config.master_key_file)});
}

void prepare_data_directory(const Config& config)
{
    struct stat status {};
    if (::stat(config.data_dir.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
        return;
    std::error_code trouble;
    std::filesystem::create_directories(config.data_dir.parent_path(), trouble);
    if (::mkdir(config.data_dir.c_str(), 0700) != 0 && errno != EEXIST)
        throw store::StoreError("cannot make data_dir " + config.data_dir.string() + ": " +
                                std::strerror(errno) + "; make it, or correct data_dir");
}

std::string node_name(const Config& config)
{
    if (!config.node_name.empty())
        return config.node_name;
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 && name[0] != '\0' ? name : "belfry";
}

} // namespace relay::service
