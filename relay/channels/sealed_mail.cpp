#include "relay/channels/sealed_mail.h"
#include "mail/composer.h"
#include "relay/smime/enveloped.h"

namespace relay::channels {

tl::expected<std::string, std::string> sealed_mail(const store::ProtectedText& words,
                                                   const store::Certificate& certificate,
                                                   const std::vector<SealedFile>& files)
{
    std::vector<mail::MailFile> open;
    for (const auto& file : files)
        open.push_back({file.name, file.type, file.content.reveal()});
    const auto part = mail::text_part(words.reveal(), open);
    if (!part)
        return tl::unexpected(part.error().detail);
    return smime::enveloped(*part, certificate.pem);
}

} // namespace relay::channels
