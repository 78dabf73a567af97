#include "relay/voice/sip_answer.h"
#include <gtest/gtest.h>
#include <utility>

using namespace relay::voice;
using R = CallResult;

TEST(SipAnswer, SaysWhatBecameOfTheCall)
{
    for (const auto& [code, result] :
         {std::pair{0, R::NotSent}, {401, R::Credentials}, {407, R::Credentials},
          {403, R::Declined},       {603, R::Declined},    {404, R::BadNumber},
          {484, R::BadNumber},      {604, R::BadNumber},   {410, R::BadNumber},
          {408, R::NoAnswer},       {480, R::NoAnswer},    {487, R::NoAnswer},
          {486, R::LineBusy},       {600, R::LineBusy},    {500, R::TrunkFault},
          {503, R::TrunkFault},     {606, R::TrunkFault},  {488, R::BadRequest},
          {400, R::BadRequest},     {302, R::BadRequest},  {699, R::TrunkFault},
          {12345, R::TrunkFault}})
        EXPECT_EQ(result_of_sip(code), result) << code;
}
