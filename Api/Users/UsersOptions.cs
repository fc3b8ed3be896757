using System.ComponentModel.DataAnnotations;

namespace Storehouse.Users;

/// <summary>When somebody who registers becomes a user.</summary>
public enum RegistrationMode
{
    /// <summary>At once; a user name that is taken is named as such.</summary>
    AtOnce,

    /// <summary>
    /// When they follow a message to their e-mail address. Who registers learns nothing: that a name or an address is
    /// taken stands in the message alone.
    /// </summary>
    ByMail,
}

/// <summary>Settings under <c>Storehouse:Users</c>: how people become users.</summary>
public sealed class UsersOptions
{
    public const string Section = "Storehouse:Users";

    /// <summary>Default: ByMail where <c>Storehouse:Mail:Host</c> is set, AtOnce otherwise.</summary>
    public RegistrationMode? Registration { get; init; }

    /// <summary>How long a registration by mail can be completed. Default: 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan RegistrationLifetime { get; init; } = TimeSpan.FromDays(1);
}
