namespace Storehouse.Journal;

/// <summary>
/// The journal cannot be opened. The message is one sentence for an operator, naming the file.
/// </summary>
public sealed class JournalOpenException : IOException
{
    public JournalOpenException(string message)
        : base(message)
    {
    }

    public JournalOpenException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
