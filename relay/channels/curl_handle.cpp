#include "relay/channels/curl_handle.h"
#include <csignal>
#include <new>
#include <stdexcept>

namespace relay::channels {

namespace {

bool start_libcurl()
{
    struct sigaction current = {};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL)
        std::signal(SIGPIPE, SIG_IGN);
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

} // namespace

void CurlList::add(const std::string& line)
{
    curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
    if (longer == nullptr)
        throw std::bad_alloc();
    (void)list_.release();
    list_.reset(longer);
}

CurlHandle new_curl_handle()
{
    static const bool started = start_libcurl();
    CurlHandle handle(started ? curl_easy_init() : nullptr);
    if (!handle)
        throw std::runtime_error("libcurl did not start");
    return handle;
}

void prepare(CURL* handle, const std::filesystem::path& ca_file)
{
    curl_easy_reset(handle);
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_PROXY, "");
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (ca_file.empty())
        return;
    set(handle, CURLOPT_CAINFO, ca_file.c_str());
    set(handle, CURLOPT_CAPATH, static_cast<char*>(nullptr)); // else the system's count as well
}

void throw_if_failed(CURLcode code, CURLoption option)
{
    if (code != CURLE_OK)
        throw std::logic_error("libcurl option " + std::to_string(option) + ": " +
                               curl_easy_strerror(code));
}

} // namespace relay::channels
