#pragma once
#include "api_house.h"
#include "schema_check.h"
#include <sstream>

namespace tests {

/// Walks through operations and holds each answer against docs/api.yaml.
class Contract : public ApiTest {
protected:
    /// Asks, and holds the answer against what the document says of `path` and this status. The
    /// parts in braces are replaced by `id`.
    Response walk(Ask what, const std::string& id = "")
    {
        const auto operation = what.method + " " + what.path.substr(0, what.path.find('?'));
        const auto& described = document().root()["paths"][what.path.substr(0, what.path.find('?'))]
                                                 [store::folded_lower(what.method)];
        std::istringstream ids(id); // one for each part in braces
        for (std::string part; what.path.find('{') != std::string::npos && ids >> part;) {
            const auto brace = what.path.find('{');
            what.path.replace(brace, what.path.find('}') + 1 - brace, part);
        }
        const auto answer = ask(what);
        const auto status = std::to_string(answer.status);
        walked_.insert(operation + " " + status);
        if (!described["responses"].has(status)) {
            ADD_FAILURE() << operation << " answers " << status << ": " << answer.body;
            return answer;
        }
        hold(answer, document().followed(described["responses"][status]), operation);
        return answer;
    }

    void hold(const Response& answer, const Yaml& described, const std::string& operation)
    {
        if (described.has("headers") && answer.status != 202) {
            for (const auto& [name, text] : described["headers"].members)
                EXPECT_NE(header(answer, name), "-") << operation << " lacks " << name;
        }
        if (!described.has("content")) {
            EXPECT_EQ(answer.body, "") << operation;
            return;
        }
        const auto& [type, content] = *described["content"].members.begin();
        if (type == "*/*") // a file, of whatever kind
            return;
        EXPECT_TRUE(header(answer, "Content-Type").starts_with(type)) << operation;
        if (!type.starts_with("text/"))
            check_.check(json_of(answer), content["schema"], operation);
    }

    /// What the document promises and no walk has seen.
    std::set<std::string> unseen_answers() const
    {
        std::set<std::string> missing;
        for (const auto& [path, item] : document().root()["paths"].members) {
            for (const auto& [method, operation] : item.members) {
                if (method == "parameters")
                    continue;
                for (const auto& [status, answer] : operation["responses"].members)
                    missing.insert(store::folded_upper(method) + " " + path + " " + status);
            }
        }
        for (const auto& walked : walked_)
            missing.erase(walked);
        return missing;
    }
    std::set<std::string> unseen_members() const
    {
        auto missing = Reachable().members();
        for (const auto& seen : check_.seen())
            missing.erase(seen);
        return missing;
    }

    void walk_directory(const std::string& path, const std::string& good, const std::string& taken);
    void walk_schedules();
    void walk_availability();
    void walk_an_export();
    void walk_keywords();
    void walk_messages();
    void walk_files();
    void walk_a_digest();
    void walk_inbox();
    void walk_pin();
    void walk_devices();
    void walk_pushes();
    void walk_methods();
    void walk_sources();
    std::string code_in_text();
    void walk_refusals();
    static store::Message full_message(std::int64_t id);
    void walk_a_message();
    void walk_an_escalation();
    void walk_an_expiry();
    void walk_a_plan();
    void walk_the_actions();

private:
    SchemaCheck check_;
    std::set<std::string> walked_;
};

} // namespace tests
