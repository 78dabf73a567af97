#pragma once
// Two houses: the second reaches somebody for the first, and says what became of the page.
#include "tests/scenarios/scenario.h"
#include <thread>

namespace tests {

/// How the near house speaks to the far one, and how the far one answers.
struct Between {
    std::string peer_keys;                ///< of channels.wctp_peer, a line each, indented
    std::vector<std::string> source_keys; ///< of the near house's source in the far one
};

/// Ada of the near house is Ben in the far one.
class TwoHouses {
public:
    TwoHouses(const Between& between, Wishes near_wishes = {}, Wishes far_wishes = {})
    {
        far_wishes.directory_changes.emplace_back("contact: ADA-KING, file",
                                                  "contact: BEN-OKORO, file");
        far_wishes.directory_changes.push_back(far_source(between));
        far.emplace(far_wishes);
        near_wishes.more_channels +=
            "  wctp_peer:\n    url: http://127.0.0.1:" + std::to_string(far->http_port()) +
            "/wctp\n    sender_id: demo@monitor.example\n    code_file: wctp.code\n" +
            between.peer_keys;
        near_wishes.directory_changes.insert(near_wishes.directory_changes.end(),
                                             {ada_there, no_other_way, pushed_to(sender.url())});
        near.emplace(near_wishes);
    }

    void page_nobody_takes()
    {
        near->wctp(submit_choices(near->code(), "ADA-KING", "Coming?", "m-7", {"Yes", "No"}));
        near->settle();
    }
    void page()
    {
        page_nobody_takes();
        far->settle();
    }
    /// In the far house.
    void answer(int choice)
    {
        const auto pages = pages_in_inbox(*far);
        if (pages.size() != 1)
            throw std::runtime_error("there is not one page in the far house");
        far->http("POST", "/api/v1/inbox/" + pages[0] + "/reply", "inbox",
                  "{\"choice\":" + std::to_string(choice) + "}");
        far->settle();
    }

    /// Who asks looks once a second and asks when its clock says so again: from now on, once.
    void move_clocks()
    {
        far->advance(11s);
        near->advance(11s);
    }
    template <class Condition>
    void until(Condition is_reached)
    {
        while (!is_reached()) {
            move_clocks();
            std::this_thread::sleep_for(100ms); // the poller's second is a real one
        }
    }
    /// The clocks stand, so that nobody asks a second time.
    template <class Condition>
    void once_until(Condition is_reached)
    {
        while (!is_reached()) {
            near->settle();
            std::this_thread::sleep_for(100ms); // as above
        }
    }
    std::size_t heard(const std::string& part) const
    {
        return count_with(sender.documents(), part);
    }

    WctpHost sender;
    std::optional<Installation> far;
    std::optional<Installation> near;

private:
    static std::pair<std::string, std::string> far_source(const Between& between)
    {
        const std::string before = "    code_file: wctp.code\n";
        auto after = before;
        for (const auto& key : between.source_keys)
            after += "    " + key + "\n";
        return {before, after};
    }

    /// Ada carries a device of the other house besides, and its words may leave.
    static inline const std::pair<std::string, std::string> ada_there{
        "      - phone: \"+15550100101\"\n      - email: ada.king@hospital.example\n"
        "    copies: [email]       # at once, whatever happens\n",
        "      - wctp: BEN-OKORO\n    copies: [wctp_peer]\n    secure: false\n"
        "    acknowledged_by: the console\n"};
    static inline const std::pair<std::string, std::string> no_other_way{
        "      - {channel: sms, delay: 20s, unless: read}\n"
        "      - {channel: email, delay: 40s, unless: read}\n",
        "      - {channel: snpp, delay: 20s, unless: read}\n"};
};

} // namespace tests
