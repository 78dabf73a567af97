#include "relay/channels/sealed_mail.h"
#include "mail/composer.h"
#include "relay/smime/enveloped.h"

namespace relay::channels {

tl::expected<std::string, std::string> sealed_mail(const store::ProtectedText& words,
                                                   const store::Certificate& certificate)
{
    const auto part = mail::text_part(words.reveal());
    if (!part)
        return tl::unexpected(part.error().detail);
    return smime::enveloped(*part, certificate.pem);
}

} // namespace relay::channels
