#pragma once
#include <stdexcept>
#include <string>

namespace store {

/// Whatever the store cannot do. The text is one line for the log: what, where, what to do. It
/// never holds a value that was to be stored.
class StoreError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The ground gives way: nothing can be written (or read) now. Refuse new work for the moment;
/// the writer recovers by itself as soon as the cause is gone.
class StoreUnavailable : public StoreError {
public:
    enum class Cause { Connection, DiskFull, ReadOnly, Io, SyncFailed, Corrupt };

    StoreUnavailable(Cause cause, const std::string& text) : StoreError(text), cause_(cause) {}

    Cause cause() const noexcept { return cause_; }
    /// A flush failed: what the kernel held may be gone, although a later flush may say yes. The
    /// process must stop rather than trust.
    bool is_fatal() const noexcept { return cause_ == Cause::SyncFailed; }

private:
    Cause cause_;
};

/// A unique rule was broken. `constraint` has PostgreSQL's name for it on both engines:
/// `opid_pkey`, `contact_group_name_key`.
class Conflict : public StoreError {
public:
    Conflict(std::string constraint, const std::string& text)
        : StoreError(text), constraint_(std::move(constraint))
    {
    }

    const std::string& constraint() const noexcept { return constraint_; }

private:
    std::string constraint_;
};

/// Somebody else held what was needed; the same transaction may be tried again at once.
class Busy : public StoreError {
public:
    using StoreError::StoreError;
};

/// A sealed field does not open: changed, moved to another row or column, or of another key.
/// Worth an alarm: nothing in the program does that.
class SealBroken : public StoreError {
public:
    using StoreError::StoreError;
};

/// The master key is missing, wrong, or readable by others. Do not start.
class KeyTrouble : public StoreError {
public:
    using StoreError::StoreError;
};

/// The schema is not one this program can work with. Do not start.
class SchemaTrouble : public StoreError {
public:
    using StoreError::StoreError;
};

} // namespace store
