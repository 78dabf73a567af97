// The part of the contract that is about the systems which submit.
#include "contract.h"

namespace tests {

void Contract::walk_sources()
{
    auto coded = source(9, "coded", 1);
    coded.door = store::Door::Wctp;
    coded.sender_id = "sender";
    coded.callback_url = "https://a.example/";
    coded.networks = {"192.0.2.0/24"};
    coded.priority = store::Priority::High;
    coded.tls_client_name = "sender.example";
    coded.wctp = {.busy_code = 605,
                  .max_text = 100,
                  .max_recipients = 2,
                  .recipient_domain = "pager.example",
                  .duplicate_window = store::Millis{0}};
    node().add(coded);
    walk({"GET", "/api/v1/sources", admin});
}

} // namespace tests
