// Arbitrary bytes as a mail: reading never crashes, holds its limits, and what comes out is
// clean text however dirty the mail was. What is read can be written into a new mail.
#include "mail/answer_text.h"
#include "mail/charset.h"
#include "mail/clean_text.h"
#include "mail/composer.h"
#include "mail/readable.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void must(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

mail::ReadLimits limits()
{
    mail::ReadLimits limits;
    limits.mime.header = {1024, 20};
    limits.mime.depth = 5;
    limits.mime.parts = 10;
    limits.mime.parameters = 5;
    limits.mime.text_bytes = 1024;
    limits.subject_bytes = 100;
    limits.named_attachments = 3;
    return limits;
}

void check_line(const std::string& line)
{
    must(mail::is_utf8(line));
    must(mail::clean_text(line) == line || line.find_first_of(" ") != line.npos);
    must(std::none_of(line.begin(), line.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
}

void check_part(const mail::Part& part, std::size_t depth, std::size_t& parts, std::size_t& text)
{
    ++parts;
    text += part.text.size();
    must(depth <= limits().mime.depth + 1);
    must(mail::is_utf8(part.text));
    must(part.name.find_first_of("/\\") == part.name.npos);
    for (const auto& child : part.parts)
        check_part(child, depth + 1, parts, text);
}

/// With their content, for those who keep files.
void check_files(std::string_view bytes)
{
    auto keeping = limits();
    keeping.leaves_files = true;
    keeping.mime.file_bytes = 100;
    for (const auto& file : mail::read_mail(bytes, keeping).attachments) {
        check_line(file.name);
        must(!file.content || (file.content->size() == file.bytes && file.bytes <= 100));
    }
}

void check_answer(const mail::Readable& read)
{
    const auto address = mail::Address::parse(read.from_address);
    mail::OutgoingMail answer{
        .from = {"Paging", *mail::Address::parse("paging@relay.example")},
        .to = {{read.from_name, address ? *address : *mail::Address::parse("a@b.c")}}};
    answer.subject = read.subject;
    answer.text = read.text;
    answer.message_id = "1@relay.example";
    const auto written = mail::compose(answer);
    must(written.has_value());
    must(written->find("\r\n\r\n") != written->npos);
    const auto again = mail::read_mail(*written);
    must(again.subject == read.subject);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    std::size_t parts = 0;
    std::size_t text = 0;
    check_part(mail::read_mime(bytes, limits().mime).root, 1, parts, text);
    must(parts <= limits().mime.parts + limits().mime.depth);
    must(text <= 2 * limits().mime.text_bytes); // that of files has its own

    const auto read = mail::read_mail(bytes, limits());
    check_line(read.subject);
    check_line(read.from());
    check_line(read.message_id);
    must(mail::is_utf8(read.text));
    must(mail::clean_text(read.text) == read.text);
    must(read.subject.size() <= limits().subject_bytes + 3);
    for (const auto& attachment : read.attachments)
        check_line(attachment.name);
    const auto own = mail::own_text(read.text, {.signature = true, .quoted = true});
    must(own.empty() == read.text.empty() && own.size() <= read.text.size());
    check_answer(read);
    check_files(bytes);
    return 0;
}
