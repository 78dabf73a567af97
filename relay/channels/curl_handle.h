#pragma once
#include <curl/curl.h>
#include <filesystem>
#include <memory>
#include <string>

/// libcurl's objects with an owner. For the .cpp files that talk to libcurl; no header of a
/// channel includes this.
namespace relay::channels {

struct CurlDeleter {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;
using CurlUrl = std::unique_ptr<CURLU, CurlDeleter>;

/// A list of lines for libcurl, which copies them.
class CurlList {
public:
    /// Throws std::bad_alloc.
    void add(const std::string& line);
    curl_slist* raw() const noexcept { return list_.get(); }

private:
    std::unique_ptr<curl_slist, CurlDeleter> list_;
};

/// Throws std::runtime_error when libcurl gives none.
///
/// The first call also makes the process ignore SIGPIPE if nobody decided about it: libcurl
/// without signals leaves a peer's hang-up during a TLS write to that signal's disposition.
CurlHandle new_curl_handle();

/// Forgets all options and sets those that hold for every protocol: no signals, no proxy from
/// the environment, TLS 1.2 or newer, the given authorities (empty: the system's).
void prepare(CURL* handle, const std::filesystem::path& ca_file);

void throw_if_failed(CURLcode code, CURLoption option);

/// curl_easy_setopt that throws std::logic_error when libcurl refuses the value.
template <class Value>
void set(CURL* handle, CURLoption option, Value value)
{
    throw_if_failed(curl_easy_setopt(handle, option, value), option);
}

} // namespace relay::channels
