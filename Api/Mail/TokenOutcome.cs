namespace Storehouse.Mail;

/// <summary>What came of a token that was mailed.</summary>
internal enum TokenOutcome
{
    Done,

    /// <summary>Wrong, too old, used, or for a user or an address that is no more.</summary>
    Invalid,

    /// <summary>Somebody else proved to have the address before.</summary>
    EmailTaken,
}
