#include "mail/detail/signed_content.h"

#include <climits>
#include <memory>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>

namespace mail {
namespace {

struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(CMS_ContentInfo* content) const { CMS_ContentInfo_free(content); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

} // namespace

std::optional<std::string> signed_content(std::string_view cms)
{
    if (cms.empty() || cms.size() > INT_MAX)
        return std::nullopt;
    const Owned<BIO> source(BIO_new_mem_buf(cms.data(), static_cast<int>(cms.size())));
    const Owned<CMS_ContentInfo> read(d2i_CMS_bio(source.get(), nullptr));
    ERR_clear_error(); // nobody else is to find what was wrong with somebody's mail
    if (!read || OBJ_obj2nid(CMS_get0_type(read.get())) != NID_pkcs7_signed)
        return std::nullopt;
    auto** content = CMS_get0_content(read.get());
    if (content == nullptr || *content == nullptr)
        return std::nullopt;
    const auto* octets = ASN1_STRING_get0_data(*content);
    return std::string(reinterpret_cast<const char*>(octets),
                       static_cast<std::size_t>(ASN1_STRING_length(*content)));
}

} // namespace mail
