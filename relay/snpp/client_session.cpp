#include "relay/snpp/client_session.h"
#include "relay/snpp/command.h"
#include <algorithm>

namespace relay::snpp {

namespace {

constexpr std::string_view line_end = "\r\n";

bool are_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// On one line, whatever it holds.
std::string flat(std::string text)
{
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return text;
}

std::string with_choices(const ClientPage& page)
{
    auto text = page.text;
    for (std::size_t i = 0; i < page.choices.size(); ++i)
        text += "\n" + std::to_string(i + 1) + " = " + page.choices[i];
    return text;
}

/// The text behind DATA, with its end.
std::string as_data(const std::string& text)
{
    std::string lines;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto line = flat(text.substr(begin, end - begin));
        lines += (line.starts_with('.') ? "." : "") + line + std::string(line_end);
        begin = end + 1;
    }
    return lines + "." + std::string(line_end);
}

} // namespace

ClientSession::ClientSession(ClientPage page) : page_(std::move(page)), two_way_(page_->two_way)
{
    if (!page_->login.empty())
        lines_.push_back({Step::Login, "LOGI " + page_->login + " " + page_->password});
    plan(false);
}

ClientSession::ClientSession(ClientQuestion question)
{
    if (!question.login.empty())
        lines_.push_back({Step::Login, "LOGI " + question.login + " " + question.password});
    lines_.push_back({Step::Status, "MSTA " + question.tag + " " + question.pass});
}

/// From 2WAY or PAGE on. RESEt where something of it was said already.
void ClientSession::plan(bool resets)
{
    if (resets)
        lines_.push_back({Step::Option, "RESE"});
    if (two_way_)
        lines_.push_back({Step::TwoWay, "2WAY"});
    lines_.push_back({Step::Pager, "PAGE " + page_->pager});
    if (page_->alert)
        lines_.push_back({Step::Option, "ALER 1"});
    if (two_way_)
        plan_answers();
    const bool is_one_line = text().find('\n') == std::string::npos;
    lines_.push_back({Step::Text, is_one_line ? "MESS " + flat(text()) : "DATA"});
    lines_.push_back({Step::Send, "SEND"});
}

void ClientSession::plan_answers()
{
    const auto* type = !page_->may_answer       ? "RTYP NONE"
                       : page_->choices.empty() ? "RTYP TEXT"
                                                : "RTYP MULTICHOICE";
    lines_.push_back({Step::Option, "ACKR 1"});
    lines_.push_back({Step::Option, type});
    for (std::size_t i = 0; i < page_->choices.size(); ++i)
        lines_.push_back(
            {Step::Option, "MCRE " + std::to_string(i + 1) + " " + flat(page_->choices[i])});
}

std::string ClientSession::text() const
{
    return two_way_ ? page_->text : with_choices(*page_);
}

std::string ClientSession::take(const Reply& reply)
{
    if (ended_)
        return {};
    if (in_data_ && reply.code / 100 == 3) {
        in_data_ = false;
        return as_data(text());
    }
    if (in_data_ && reply.code == 500) { // level 1 has no DATA
        in_data_ = false;
        return "MESS " + flat(text()) + std::string(line_end);
    }
    if (!reply.is_success() && !is_passed_over(reply))
        return end(reply);
    return lines_.empty() ? end(reply) : next();
}

std::string ClientSession::next()
{
    said_ = lines_.front();
    lines_.erase(lines_.begin());
    in_data_ = said_.text == "DATA";
    said_send_ = said_send_ || said_.step == Step::Send;
    return said_.text + std::string(line_end);
}

std::string ClientSession::end(const Reply& reply)
{
    lines_.clear();
    ended_ = Ended{said_.step, reply, two_way_};
    return {};
}

/// A terminal that lacks an extra can still page: without choices of its own they are words of the
/// text. Nothing is passed over when 421 or 554 says that it cannot page at all.
bool ClientSession::is_passed_over(const Reply& reply)
{
    const bool is_lacking = reply.code == 500 || reply.code == 550;
    if (said_.step == Step::Login)
        return reply.code == 500; // it knows no logins
    const bool needs_two_ways =
        said_.step == Step::TwoWay || said_.step == Step::Pager || said_.text.starts_with("MCRE");
    if (two_way_ && needs_two_ways && is_lacking) {
        two_way_ = false;
        lines_.clear();
        plan(said_.step != Step::TwoWay);
        return true;
    }
    return said_.step == Step::Option && is_lacking;
}

std::string tag_and_pass(const Reply& reply)
{
    const auto [tag, rest] = first_word(reply.text);
    const auto pass = first_word(rest).first;
    return are_digits(tag) && are_digits(pass) ? tag + " " + pass : std::string();
}

MessageState state_of(const Reply& reply)
{
    using Kind = MessageState::Kind;
    const auto words = first_word(first_word(reply.text).second).second;
    switch (reply.code) {
    case 960:
        return {Kind::Queued, 0, {}};
    case 860:
    case 861:
    case 880:
        return {Kind::Delivered, 0, {}};
    case 870:
    case 881:
        return {Kind::Read, 0, {}};
    case 888: {
        const auto code = first_word(words).first;
        if (are_digits(code) && code.size() <= 2)
            return {Kind::Chosen, static_cast<std::size_t>(std::stoul(code)), {}};
        return {Kind::Answered, 0, words};
    }
    case 889:
        return {Kind::Answered, 0, words};
    default:
        // RFC 1861 4.2: 7xx is the end of a two-way message; all else says nothing about it.
        return {reply.code / 100 == 7 ? Kind::Failed : Kind::Unknown, 0, {}};
    }
}

} // namespace relay::snpp
