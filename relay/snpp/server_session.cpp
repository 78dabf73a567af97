#include "relay/snpp/server_session.h"
#include <algorithm>

namespace relay::snpp {

namespace {

const Reply not_implemented{500, "Command Not Implemented, Try Again"};
const Reply syntax_error{550, "Error, Syntax"};

bool are_digits(std::string_view text, std::size_t most)
{
    return !text.empty() && text.size() <= most &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string upper(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

Reply set_switch(const std::string& rest, bool& target, const std::string& what)
{
    if (rest != "0" && rest != "1")
        return {550, "Error, Invalid " + what};
    target = rest == "1";
    return {250, what + (target ? " On" : " Off")};
}

} // namespace

Actions ServerSession::greet()
{
    return {Say{line_of({220, "SNPP Gateway Ready"})}};
}

Actions ServerSession::take(std::string_view bytes)
{
    lines_.take(bytes);
    return go_on();
}

Actions ServerSession::go_on()
{
    Actions actions;
    while (!is_waiting() && !is_closed_) {
        const auto line = lines_.next();
        if (!line)
            break;
        take_line(*line, actions);
    }
    if (!is_closed_ && lines_.is_too_long())
        end({421, "Line Too Long, Goodbye"}, actions);
    return actions;
}

void ServerSession::take_line(const std::string& line, Actions& actions)
{
    if (data_)
        return take_data(line, actions);
    const auto command = read_command(line);
    if (command.verb == Verb::Unknown && line.empty())
        return;
    obey(command, actions);
}

/// RFC 1861 4.5.1: as in SMTP, with a dot taken from lines that begin with one.
void ServerSession::take_data(const std::string& line, Actions& actions)
{
    if (line == ".") {
        auto text = std::move(*data_);
        data_.reset();
        if (is_cut_)
            return say({550, "Error, Message Too Long"}, actions);
        return say(set_text(std::move(text)), actions);
    }
    if (data_->size() + line.size() > limits_.text_bytes)
        is_cut_ = true;
    if (is_cut_)
        return;
    if (!data_->empty())
        *data_ += '\n';
    *data_ += line.starts_with('.') ? line.substr(1) : line;
}

void ServerSession::obey(const Command& command, Actions& actions)
{
    switch (command.verb) {
    case Verb::Quit:
        return end({221, "OK, Goodbye"}, actions);
    case Verb::Help:
        return help(actions);
    case Verb::Send:
        return send(actions);
    case Verb::Data:
        if (!page_.text.empty())
            return say({503, "Error, Message Already Entered"}, actions);
        data_.emplace();
        is_cut_ = false;
        return say({354, "Begin Input; End with <CRLF>.<CRLF>"}, actions);
    case Verb::Status: {
        if (!host_.is_let_in())
            return say({550, "Error, Log In First"}, actions);
        auto [tag, pass] = first_word(command.rest);
        if (!are_digits(tag, 19) || !are_digits(pass, 19))
            return say({550, "Error, Unknown or Illegal Message Tag or Pass Code"}, actions);
        waits_for_ = Wait::Status;
        actions.push_back(Look{std::move(tag), std::move(pass)});
        return;
    }
    default:
        return say(judge(command), actions);
    }
}

Reply ServerSession::judge(const Command& command)
{
    const auto& rest = command.rest;
    switch (command.verb) {
    case Verb::Login:
        return log_in(rest);
    case Verb::Reset:
        page_ = {};
        return {250, "OK, Reset"};
    case Verb::Pager:
        return add_pager(rest);
    case Verb::Message:
        if (!page_.text.empty())
            return {503, "Error, Message Already Entered"};
        return set_text(rest);
    case Verb::Subject:
        page_.subject = rest;
        return rest.empty() ? syntax_error : Reply{250, "Message Subject Accepted"};
    case Verb::CallerId:
        page_.caller = rest;
        return rest.empty() ? syntax_error : Reply{250, "Caller ID Accepted"};
    case Verb::Alert:
        return set_switch(rest, page_.alert, "Alert Override");
    case Verb::Level:
        if (!are_digits(rest, 2) || std::stoi(rest) > 11)
            return {550, "Error, Invalid Service Level"};
        page_.level = std::stoi(rest);
        return {250, "Alternate Service Level Accepted"};
    case Verb::Hold:
        page_.hold = read_hold_time(rest);
        if (!page_.hold)
            return {550, "Error, Invalid Delivery Date/Time (YYMMDDHHMMSS +HHMM)"};
        return {250, "Delayed Messaging Selected"};
    default:
        return judge_two_way(command);
    }
}

Reply ServerSession::judge_two_way(const Command& command)
{
    const auto& rest = command.rest;
    if (command.verb == Verb::TwoWay) {
        if (is_underway())
            return {550, "Error, Standard Transaction Already Underway, use RESEt"};
        page_.two_way = true;
        return {250, "OK, Beginning 2-Way Transaction"};
    }
    const bool is_one = command.verb == Verb::Ping || command.verb == Verb::Expiry ||
                        command.verb == Verb::NoQueue || command.verb == Verb::ReadAck ||
                        command.verb == Verb::ReplyType || command.verb == Verb::Choice;
    if (!is_one)
        return not_implemented;
    if (!page_.two_way)
        return {550, "Error, Command Only Valid For 2-Way Transactions"};
    switch (command.verb) {
    case Verb::Ping: // nobody is told where somebody is, or whether
        return host_.is_let_in() && host_.is_known(rest)
                   ? Reply{920, "Unit Not Online, But Can Queue Message for Later Delivery"}
                   : Reply{550, "Error, Unknown or Illegal Pager ID"};
    case Verb::NoQueue:
        page_.queue = false;
        return {250, "Queuing Disabled, This Transaction"};
    case Verb::ReadAck:
        return set_switch(rest, page_.wants_read, "Read Acknowledgment");
    case Verb::Expiry:
        return set_expiry(rest);
    case Verb::ReplyType:
        return set_reply_type(rest);
    default:
        return add_choice(rest);
    }
}

Reply ServerSession::log_in(const std::string& rest)
{
    const auto [id, password] = first_word(rest);
    if (id.empty())
        return syntax_error;
    switch (host_.login(id, password)) {
    case Host::Login::Welcome:
        return {250, "Login Accepted"};
    case Host::Login::Wrong:
        return {550, "Error, Invalid LoginID or Password"};
    case Host::Login::TooOften:
        return {550, "Error, Too Many Wrong Passwords, Wait"};
    }
    return syntax_error;
}

Reply ServerSession::add_pager(const std::string& rest)
{
    const auto pager = first_word(rest).first;
    if (pager.empty())
        return {550, "Error, Invalid Pager ID"};
    if (!host_.is_let_in())
        return {550, "Error, Log In First"};
    if (!host_.is_known(pager))
        return {550, "Error, Invalid Pager ID"};
    const bool is_full = page_.pagers.size() >= (page_.two_way ? 1 : limits_.pagers);
    if (std::ranges::find(page_.pagers, pager) != page_.pagers.end())
        return {503, "Error, Already Entered"};
    if (is_full)
        return {552, "Max Recipients Exceeded"};
    page_.pagers.push_back(pager);
    if (page_.two_way)
        return {950, "Unit Not Online; Message Will Be Queued for Later Delivery"};
    return {250, "Pager ID Accepted"};
}

Reply ServerSession::set_text(std::string text)
{
    if (text.empty())
        return {550, "Error, Invalid Message"};
    page_.text = std::move(text);
    return {250, "Message OK"};
}

/// RFC 1861 4.6.7: the code has two characters, of which real clients use digits.
Reply ServerSession::add_choice(const std::string& rest)
{
    auto [code, text] = first_word(rest);
    if (!are_digits(code, 2) || text.empty())
        return {550, "Error, Invalid Response Code or Text"};
    const bool is_known =
        std::ranges::find(page_.choices, code, &Choice::code) != page_.choices.end();
    if (is_known)
        return {502, "Error! Would Duplicate Previously Entered MCResponse"};
    if (page_.choices.size() >= limits_.choices)
        return {552, "Max Responses Exceeded"};
    page_.choices.push_back({std::move(code), std::move(text)});
    return {250, "Response Added to Transaction"};
}

Reply ServerSession::set_reply_type(const std::string& rest)
{
    const auto type = upper(rest);
    if (type == "YESNO")
        page_.choices = {{"1", "Yes"}, {"0", "No"}};
    else if (type != "NONE" && type != "SIMREPLY" && type != "MULTICHOICE" && type != "TEXT")
        return {550, "Error, Invalid Reply Type"};
    page_.may_answer = type != "NONE";
    return {250, "Reply Type Set"};
}

Reply ServerSession::set_expiry(const std::string& rest)
{
    if (!are_digits(rest, 4) || std::stoi(rest) == 0)
        return {550, "Error, Invalid Expiry Time"};
    page_.expiry = std::chrono::hours(std::stoi(rest));
    return {250, "Message Expiry Time Changed"};
}

void ServerSession::send(Actions& actions)
{
    if (page_.pagers.empty())
        return say({503, "Error, Pager ID Needed"}, actions);
    if (page_.text.empty())
        return say({503, "Error, Message Needed"}, actions);
    waits_for_ = Wait::Submission;
    actions.push_back(Submit{page_});
}

Actions ServerSession::answered(const Reply& reply)
{
    if (waits_for_ == Wait::Submission && reply.is_success())
        page_ = {};
    waits_for_ = Wait::Nothing;
    Actions actions;
    say(reply, actions);
    if (is_leaving_ && !is_closed_)
        end({421, "Gateway Service Unavailable"}, actions);
    auto more = go_on();
    std::ranges::move(more, std::back_inserter(actions));
    return actions;
}

Actions ServerSession::timed_out()
{
    Actions actions;
    end({421, "Timeout, Goodbye"}, actions);
    return actions;
}

Actions ServerSession::shutting_down()
{
    Actions actions;
    is_leaving_ = true;
    if (!is_waiting())
        end({421, "Gateway Service Unavailable"}, actions);
    return actions;
}

void ServerSession::help(Actions& actions)
{
    for (const auto* line :
         {"Level 1: PAGE MESS RESE SEND QUIT HELP", "Level 2: DATA LOGI LEVE ALER HOLD CALL SUBJ",
          "Level 3: 2WAY PING EXPT NOQU ACKR RTYP MCRE MSTA"})
        actions.push_back(Say{line_of({214, line})});
    say({250, "End of Help"}, actions);
}

void ServerSession::say(Reply reply, Actions& actions)
{
    const bool is_error = !reply.is_success() && reply.code / 100 != 3 && reply.code / 100 != 7;
    if (is_error && ++errors_ >= limits_.errors_close)
        return end({421, "Too Many Errors, Goodbye"}, actions);
    const bool is_slow = is_error && errors_ > limits_.errors_slow;
    actions.push_back(Say{line_of(reply), is_slow ? limits_.slow : std::chrono::milliseconds(0)});
}

void ServerSession::end(const Reply& reply, Actions& actions)
{
    is_closed_ = true;
    waits_for_ = Wait::Nothing;
    actions.push_back(Say{line_of(reply)});
    actions.push_back(Close{});
}

bool ServerSession::is_underway() const
{
    return !page_.pagers.empty() || !page_.text.empty() || page_.two_way;
}

} // namespace relay::snpp
