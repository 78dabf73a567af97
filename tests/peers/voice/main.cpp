// The process that makes calls, without the rest of the program: tests of the channel start it.
#include "relay/phone/voice_process.h"

int main()
{
    return relay::phone::run_voice(0, 1);
}
