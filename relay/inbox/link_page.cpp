#include "relay/inbox/link_page.h"
#include "relay/core/file_policy.h"
#include <array>
#include <ctime>

namespace relay::inbox {
namespace {

constexpr std::string_view style = R"css(:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;font:18px/1.45 system-ui,sans-serif;background:#f6f6f8;color:#16161d}
main{max-width:36rem;margin:0 auto;padding:16px}
h1{font-size:22px;margin:8px 0 16px}
h2{font-size:18px;margin:24px 0 8px}
p{margin:0 0 12px;overflow-wrap:anywhere}
.text{white-space:pre-wrap;background:#fff;border:1px solid #b9b9c6;border-radius:8px;padding:12px}
.facts{font-size:16px;color:#44444f}
.files{list-style:none;margin:0 0 12px;padding:0}
.files a{display:block;min-height:48px;padding:12px;overflow-wrap:anywhere;color:inherit}
.word{border-left:4px solid #3f3fa8;padding:8px 12px;background:#fff}
label{display:block;margin:0 0 6px;font-weight:600}
input,textarea,button{font:inherit;width:100%;border-radius:8px;padding:12px}
input,textarea{border:1px solid #6b6b7a;background:#fff;color:inherit;margin:0 0 12px}
input{max-width:14rem;letter-spacing:.2em}
button{min-height:60px;border:1px solid #2f2f8a;background:#3f3fa8;color:#fff;margin:0 0 12px}
button.other{background:transparent;color:inherit;border-color:#6b6b7a}
:focus-visible{outline:3px solid #3f3fa8;outline-offset:2px}
@media (prefers-color-scheme:dark){
body{background:#121217;color:#ececf2}
.text,.word,input,textarea{background:#1d1d26;border-color:#6b6b7a}
.facts{color:#b6b6c4}
button{background:#5a5ad0;border-color:#8a8af0}
:focus-visible{outline-color:#a9a9ff}
}
)css";

std::string escaped(std::string_view text)
{
    std::string html;
    for (const char c : text) {
        switch (c) {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        case '\'':
            html += "&#39;";
            break;
        default:
            html += c;
        }
    }
    return html;
}

std::string document(std::string_view title, const std::string& inside)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"robots\" content=\"noindex\">\n<title>" +
           escaped(title) +
           "</title>\n<link rel=\"stylesheet\" href=\"/o/style.css\">\n</head>\n<body>\n<main>\n"
           "<h1>" +
           escaped(title) + "</h1>\n" + inside + "</main>\n</body>\n</html>\n";
}

std::string paragraph(std::string_view kind, std::string_view text)
{
    if (text.empty())
        return {};
    return "<p" + (kind.empty() ? std::string() : " class=\"" + std::string(kind) + "\"") + ">" +
           escaped(text) + "</p>\n";
}

/// Spoken by screen readers as soon as the page is there.
std::string status(std::string_view text)
{
    if (text.empty())
        return {};
    return "<p class=\"word\" role=\"status\">" + escaped(text) + "</p>\n";
}

std::string utc(store::Instant at)
{
    const std::time_t seconds = store::ms(at) / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts);
    return std::string(text.data(), length);
}

std::string_view word_of(store::Priority priority)
{
    switch (priority) {
    case store::Priority::High:
        return "Urgent message";
    case store::Priority::Normal:
        return "Message";
    case store::Priority::Low:
        return "Message without hurry";
    }
    return "Message";
}

std::string button(std::string_view name, std::string_view value, std::string_view label,
                   std::string_view kind)
{
    return "<form method=\"post\"><input type=\"hidden\" name=\"" + std::string(name) +
           "\" value=\"" + escaped(value) + "\"><button" +
           (kind.empty() ? std::string() : " class=\"" + std::string(kind) + "\"") + ">" +
           escaped(label) + "</button></form>\n";
}

std::string answers(const store::Message& message)
{
    if (!message.allow_response)
        return paragraph("facts", "The sender takes no answer.");
    std::string html = "<h2>Answer</h2>\n";
    int number = 0;
    for (const auto& choice : message.choices)
        html += button("choice", std::to_string(++number), choice.send, "");
    if (message.choices.empty())
        html += button("answer", "accept", "Accept", "") +
                button("answer", "decline", "Decline", "other");
    return html + "<form method=\"post\"><label for=\"text\">In your own words</label>\n"
                  "<textarea id=\"text\" name=\"text\" rows=\"3\" maxlength=\"1000\" required>"
                  "</textarea>\n<button class=\"other\">Send</button></form>\n";
}

/// To be saved, never shown: the answer says so, and `download` lets the page stay.
std::string files(const std::vector<store::MessageFile>& all, std::string_view path)
{
    if (all.empty())
        return {};
    std::string html = "<h2>Files</h2>\n<ul class=\"files\">\n";
    for (std::size_t at = 0; at < all.size(); ++at)
        html += "<li><a download href=\"" + escaped(path) + "/files/" + std::to_string(at + 1) +
                "\">" + escaped(core::shown_file(all[at])) + "</a></li>\n";
    return html + "</ul>\n";
}

std::string replies(const std::vector<store::Reply>& all)
{
    std::string html;
    for (const auto& reply : all)
        html += paragraph("", "You answered: " + reply.text.reveal() + " (" + utc(reply.at) + ")");
    return html;
}

} // namespace

http::Response html_response(int status, std::string html)
{
    auto response = http::respond(status, "text/html; charset=utf-8", std::move(html));
    response.headers.add("Content-Security-Policy",
                         "default-src 'none'; style-src 'self'; form-action 'self'; "
                         "frame-ancestors 'none'; base-uri 'none'");
    response.headers.add("Referrer-Policy", "no-referrer");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("X-Frame-Options", "DENY");
    response.headers.add("X-Robots-Tag", "noindex");
    response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
    response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
    return response;
}

http::Response style_response()
{
    auto response = http::respond(200, "text/css; charset=utf-8", std::string(style));
    response.headers.add("Cache-Control", "max-age=3600");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
    return response;
}

std::string pin_form(std::string_view site, std::string_view complaint)
{
    return document(std::string(site) + ": a message for you",
                    status(complaint) +
                        "<form method=\"post\" autocomplete=\"off\">\n"
                        "<label for=\"pin\">Your PIN</label>\n"
                        "<input id=\"pin\" name=\"pin\" type=\"password\" inputmode=\"numeric\" "
                        "pattern=\"[0-9]{4,8}\" maxlength=\"8\" autocomplete=\"off\" required>\n"
                        "<button>Open the message</button></form>\n" +
                        paragraph("facts", "The link opens in one browser, for ten minutes. After "
                                           "five wrong PINs it stays closed for an hour."));
}

std::string notice_page(std::string_view site, std::string_view title, std::string_view text)
{
    return document(std::string(site) + ": " + std::string(title), paragraph("", text));
}

std::string message_page(std::string_view site, const Entry& entry, std::string_view word,
                         std::string_view path)
{
    const auto& message = entry.message;
    const auto subject = entry.subject.reveal();
    std::string html = status(word);
    html += paragraph("facts", std::string(word_of(message.priority)) + " from " +
                                   message.originator + ", " + utc(message.accepted));
    if (!subject.empty())
        html += "<h2>" + escaped(subject) + "</h2>\n";
    if (entry.is_purged)
        return document(site, html + paragraph("", "The text has been removed."));
    html += paragraph("text", message.body.reveal());
    html += files(message.files, path);
    html += replies(entry.replies) + answers(message);
    return document(site, html);
}

} // namespace relay::inbox
