namespace Storehouse.Identity;

internal sealed partial class IdentityPreparation
{
    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "Old tokens could not be removed")]
    private static partial void LogPruneFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "The private keys that sign tokens "
        + "lie unencrypted in PostgreSQL: whoever reads that database can make tokens. Set "
        + "Storehouse:Identity:KeyEncryptionKey or Storehouse:Identity:KeyEncryptionKeyFile.")]
    private static partial void LogKeysInTheClear(ILogger logger);
}
