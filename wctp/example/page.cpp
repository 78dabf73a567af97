// One page as a paging company sees it: the document comes in on the standard input, what goes out
// to the sender is printed: the answer, and what is pushed once the pager has it.
//
//   wctp_example < tests/data/wctp/corpus/syn-015-v1r3-submitrequest-all-attributes.xml
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include <chrono>
#include <iostream>
#include <iterator>
#include <string>

namespace {

wctp::Instant now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// The event that says that `page` is on the pager.
wctp::Document delivered(const wctp::Document& request, const wctp::SubmitRequest& page)
{
    wctp::StatusInfo info;
    info.header.originator.sender_id = page.recipient.recipient_id;
    info.header.control.message_id = "1"; // a number of one's own, never used twice
    info.header.recipient.recipient_id =
        page.control.respond_to.empty() ? page.originator.sender_id : page.control.respond_to;
    info.header.response_to = page.control.message_id;
    info.header.responded = now();
    info.header.responding_to = page.submitted;
    info.event = wctp::Notification::Delivered;
    return {.version = request.version, .token = request.token, .operation = info};
}

} // namespace

int main()
{
    const std::string body(std::istreambuf_iterator<char>(std::cin), {});

    const auto request =
        wctp::receive({.method = "POST", .content_type = "text/xml", .body = body});
    if (!request) {
        std::cerr << "refused: " << request.error().why.error.detail << '\n';
        std::cout << request.error().answer.body << '\n';
        return 1;
    }
    const auto* page = std::get_if<wctp::SubmitRequest>(&request->operation);
    if (page == nullptr) {
        const auto answer = wctp::failure_answer(*request, wctp::Code::OperationNotSupported);
        std::cout << wctp::http_answer(answer).body << '\n';
        return 1;
    }
    if (const auto* words = std::get_if<wctp::Alphanumeric>(&page->payload))
        std::cerr << "for " << page->recipient.recipient_id << ": " << words->text << '\n';

    // The answer takes responsibility: whoever keeps a store writes the page down before it.
    std::cout << wctp::http_answer(wctp::confirmation(*request)).body << '\n';
    if (page->control.notify_when_delivered)
        std::cout << wctp::write(delivered(*request, *page)) << '\n';
    return 0;
}
